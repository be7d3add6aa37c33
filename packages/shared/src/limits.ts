// Every limit that a user can meet, in one place (docs: guarantees, resource bounds).

export const RECORD_BYTES_MAX = 1024 * 1024;
export const JSON_DEPTH_MAX = 64;
export const JSON_KEYS_MAX = 10_000;
export const COLUMNS_MAX = 1_000;
export const INGEST_BODY_BYTES_MAX = 5 * 1024 * 1024;
export const INGEST_EVENTS_MAX = 10_000;
export const GRAPH_NODES_MAX = 5_000;
export const GRAPH_EDGES_MAX = 10_000;
export const GRAPH_FILE_BYTES_MAX = 5 * 1024 * 1024;
export const EXPRESSION_CHARS_MAX = 8 * 1024;
export const EXPRESSION_NODES_MAX = 2_000;
export const EXPRESSION_DEPTH_MAX = 64;
/** Parts of an expression after values that stand in several places, such as x of CASE x WHEN, were counted at each. */
export const EXPRESSION_EXPANDED_NODES_MAX = 20_000;
/** Problems that one expression reports. */
export const EXPRESSION_PROBLEMS_MAX = 100;
export const FANOUT_ROWS_MAX = 10_000;
export const PREVIEW_ROWS_MAX = 1_000;
export const SAMPLE_BYTES_MAX = 256 * 1024;
export const FUTURE_SKEW_MS_MAX = 10 * 60 * 1000;
export const NODE_ID_CHARS_MAX = 40;
/** Values that one group may keep for one LISTAGG, DISTINCT and the like; 32 characters or bytes of a value count as one. */
export const AGGREGATE_GROUP_UNITS_MAX = 1_000_000;
/** The same for all groups of an operator. */
export const AGGREGATE_UNITS_MAX = 10_000_000;
