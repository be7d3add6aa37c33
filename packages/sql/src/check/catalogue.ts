// Names that Flink knows: to tell "not built yet" from "does not exist".

/** Functions of Flink that are not built. */
export const FLINK_FUNCTIONS: ReadonlySet<string> = new Set(
  `CURRENT_WATERMARK WIDTH_BUCKET TUMBLE HOP SESSION CUMULATE`.split(' '),
);

/** Functions of Flink that are left out for a reason worth saying. */
export const UNSUPPORTED: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  PARSE_JSON: {
    message: 'PARSE_JSON gives a VARIANT, a type that is not built',
    hint: 'Use JSON_VALUE or JSON_QUERY on the text itself.',
  },
  TRY_PARSE_JSON: {
    message: 'TRY_PARSE_JSON gives a VARIANT, a type that is not built',
    hint: 'Use JSON_VALUE, JSON_QUERY or IS JSON on the text itself.',
  },
};
