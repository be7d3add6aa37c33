// Names that Flink knows: to tell "not built yet" from "does not exist".

/** Scalar functions of Flink; those in the table of functions are built. */
export const FLINK_FUNCTIONS: ReadonlySet<string> = new Set(
  `INITCAP BTRIM INSTR REGEXP REGEXP_REPLACE REGEXP_EXTRACT
   REGEXP_EXTRACT_ALL REGEXP_COUNT REGEXP_INSTR REGEXP_SUBSTR SPLIT OVERLAY ASCII CHR TRANSLATE ELT PRINTF MD5 SHA1 SHA224
   SHA256 SHA384 SHA512 SHA2 TO_BASE64 FROM_BASE64 HEX UNHEX BIN ENCODE DECODE URL_ENCODE URL_DECODE PARSE_URL
   UNIX_TIMESTAMP FROM_UNIXTIME CONVERT_TZ CURRENT_TIMESTAMP NOW LOCALTIMESTAMP LOCALTIME CURRENT_DATE CURRENT_TIME
   CURRENT_ROW_TIMESTAMP PROCTIME CURRENT_WATERMARK
   IS_ALPHA IS_DIGIT IS_DECIMAL INET_ATON INET_NTOA STARTSWITH ENDSWITH WIDTH_BUCKET
   TUMBLE HOP SESSION CUMULATE`.split(/\s+/),
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
