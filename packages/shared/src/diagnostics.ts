// Everything that can be wrong with a pipeline or a row: one table of stable codes, each with its page text.

/** What the user's pipeline gets told: data, never thrown, tied to a node and a field where there is one. */
export type Diagnostic = {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string | undefined;
  readonly nodeId?: string | undefined;
  /** Path into the node's configuration, such as `where` or `aggregates.0.expression`. */
  readonly field?: string | undefined;
  /** Input port, when the problem is about a connection. */
  readonly port?: string | undefined;
  /** Character range in the field's text, `to` exclusive. */
  readonly span?: { readonly from: number; readonly to: number } | undefined;
  /** A change that would cure it, offered as one click. */
  readonly fix?: { readonly title: string; readonly replace: string } | undefined;
};

/** Codes of problems in a pipeline: what each means, for the reference page. */
export const DIAGNOSTICS = {
  GRAPH_FORMAT: 'the file is not a pipeline file, or a part of it has another shape',
  GRAPH_LIMIT: 'the pipeline has more nodes, edges or text than the limits allow',
  GRAPH_CYCLE: 'edges lead in a circle; rows would never leave it',
  GRAPH_EMPTY: 'the pipeline has no source, so nothing can run',
  NODE_TYPE: 'no node of this type exists in the catalogue',
  NODE_ID: 'a node id is not a short word of letters, digits and underscores, or occurs twice',
  NODE_NAME: 'two nodes have the same name',
  CONFIG_MISSING: 'a setting that the node needs is not set',
  CONFIG_VALUE: 'a setting has a value the node cannot use',
  PORT_UNKNOWN: 'an edge names a port that the node does not have',
  PORT_UNCONNECTED: 'an input port has no edge',
  PORT_BUSY: 'an input port that takes one edge has several',
  OUTPUT_UNUSED: 'nothing reads the output of this node',
  SCHEMA_COLUMN: 'a column definition has no name, a double name or no type',
  SCHEMA_EMPTY: 'a source has no columns',
  EVENT_TIME_MISSING: 'the node works in event time and its input has no event-time column',
  EVENT_TIME_TYPE: 'the event-time column is missing or is not a TIMESTAMP',
  WINDOW_SIZE: 'a window size, slide or offset cannot be used',
  JOIN_BOUNDS: 'the lower bound of an interval lies above its upper bound',
  JOIN_KEY: 'join keys are missing, their types differ, or they hold a map',
  GROUP_KEY: 'a key column holds a map, whose entries have no order to compare by',
  UNION_COLUMNS: 'the inputs of a union have different columns',
  COLUMN_DUPLICATE: 'two output columns have the same name',
  UNNEST_TYPE: 'the column holds no collection',
  WINDOW_MISSING: 'the node works on windows that rows already have, and the rows of the input have none',
  SORT_TIME: 'the order of a stream must begin with the event time, ascending',
  CHANGE_KIND: 'the node cannot take rows that change what was said before',
  SQL_SYNTAX: 'the text is not a SQL expression',
  SQL_TABLE: 'the query names a table that is not there',
  SQL_COLUMN: 'the expression names a column that the input does not have',
  SQL_FUNCTION: 'the expression calls a function that does not exist or is not built yet',
  SQL_ARGUMENTS: 'a function gets the wrong number of arguments',
  SQL_TYPE: 'types in the expression do not fit together',
  SQL_AGGREGATE: 'an aggregate stands where only a value can, or the other way round',
  SQL_LITERAL: 'a literal cannot be read',
  SQL_LIMIT: 'the expression is longer or deeper than the limits allow',
  SQL_PORTABLE: 'the expression gives other rows on Flink, or does not run there; here it runs',
  SQL_CHANGING: 'the expression has another value each time: the same input read again gives other rows',
  SQL_UNSUPPORTED: 'the expression is SQL that this version does not run yet',
  PATH_ROOT: 'a file path lies outside the folders that pipelines may use',
} as const;

/** A stable code of a pipeline problem. */
export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** Codes of row errors: the row goes to dead letters with the code, the cause and its bytes. */
export const ROW_ERRORS = {
  JSON_SYNTAX: 'the record is not one JSON object',
  JSON_UTF8: 'the record is not valid UTF-8',
  JSON_DEPTH: 'the record nests deeper than 64 levels',
  JSON_LIMIT: 'the record is larger than 1 MiB or has more than 10,000 keys in one object',
  JSON_TYPE: 'a field has a JSON type that its column cannot take',
  JSON_NUMBER: 'a number does not fit the type of its column',
  CSV_COLUMNS:
    'the record has another number of fields than the header, or the header lacks a column or has it twice',
  CSV_QUOTE: 'a quoted field is not closed or is followed by text',
  CSV_VALUE: 'a field cannot be read as the type of its column',
  CHANGE_RECORD: 'a record of a stream of changes has no op of c, r, u, d or lacks the row that its op needs',
  NULL_VALUE: 'a column that cannot be NULL has no value',
  NULL_TIME: 'the event time is NULL',
  FUTURE_TIME: 'the event time lies more than ten minutes after arrival',
  LATE: 'every window of the row had fired before it came',
  DIVISION_BY_ZERO: 'an integer or decimal was divided by zero',
  CAST: 'a value cannot be converted to the type asked for',
  PATTERN: 'a regular expression or format of the row uses what only Java has, or is too long',
  NUMBER_RANGE: 'a number is outside the range of the operation',
  JSON_PATH:
    'JSON text has no value where a JSON function must find one, or a value that cannot be written as JSON',
  COLLECTION: 'an array or map does not have the size that the function needs',
  JSON_KEY: 'a key of JSON_OBJECTAGG is NULL, or the group has it already',
  POISON: 'the worker died at the record again and again',
  FANOUT: 'one row made more than 10,000 output rows',
  STATE_LIMIT: 'the state of the node is at its cap, the row could not be added',
} as const;

/** A stable code of a row error. */
export type RowErrorCode = keyof typeof ROW_ERRORS;

/** Codes of failures: the world misbehaved, or a request cannot be served. */
export const FAILURES = {
  BAD_REQUEST: 'the request has another shape than the procedure takes',
  UNAUTHORIZED: 'there is no valid session, or the token is wrong',
  FORBIDDEN: 'the origin or host of the request is not this server',
  NOT_FOUND: 'the object does not exist',
  CONFLICT: 'somebody else changed the object first',
  PORT_IN_USE: 'another program listens on the port',
  STATE_LOCKED: 'another Weir uses the same state folder',
  STATE_FOLDER: 'the state folder cannot be created or written',
  DISK_FULL: 'the disk of the state folder is full',
  PLATFORM: 'this platform has no build of the pinned Node',
  PAYLOAD_TOO_LARGE: 'the body is larger than 5 MiB or holds more than 10,000 events',
  DOOR_UNKNOWN: 'no source listens on this path',
  DOOR_FULL: 'the log of the door has reached its quota',
  SOURCE_GAP: 'the data at the position of the checkpoint is gone',
  SOURCE_FILE: 'the file cannot be opened or read',
  SINK_FAILED: 'a sink could not write',
  CHECKPOINT_FAILED: 'a checkpoint could not be written',
  CHECKPOINT_CORRUPT: 'no checkpoint of the job is readable',
  JOB_CRASHED: 'the worker of the job ended by itself',
  PLANE_DOWN: 'the data plane does not answer',
} as const;

/** A stable code of a failure. */
export type FailureCode = keyof typeof FAILURES;

/** A failure as an error object: code, cause in words, and what to do. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly hint: string | undefined;

  constructor(code: FailureCode, message: string, hint?: string) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.hint = hint;
  }
}
