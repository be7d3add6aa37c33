// The grammar of random expressions. A sort is what a place takes; every form of a sort has a type that fits there, so that
// nearly all expressions check. `{x}` stands for a random form of the sort x, everything else for itself.

const TEXT = String.raw`
truth = p | p0 | TRUE | FALSE | CAST(NULL AS BOOLEAN) | ({number} {comparison} {number})
  | ({text} {comparison} {text}) | ({truth} {comparison} {truth}) | ({date} {comparison} {date})
  | ({time} {comparison} {time}) | ({stamp} {comparison} {stamp}) | ({date} {comparison} {stamp})
  | ({bytes} {comparison} {bytes}) | ({dayspan} {comparison} {dayspan})
  | ({monthspan} {comparison} {monthspan}) | ({ints} {equality} {ints}) | ({texts} {equality} {texts})
  | ({map} {equality} {map}) | ({row} {equality} {row}) | ({number} < {number}) | ({exact} = {exact})
  | ({truth} AND {truth}) | ({truth} OR {truth}) | (NOT {truth})
  | ({truth} {and} {truth} {and} {truth}) | ({truth} IS {not}{truthTest}) | ({any} IS {not}NULL)
  | ({number} {not}BETWEEN {symmetric}{number} AND {number})
  | ({text} {not}BETWEEN {symmetric}{text} AND {text})
  | ({stamp} {not}BETWEEN {symmetric}{stamp} AND {stamp})
  | ({bytes} {not}BETWEEN {symmetric}{bytes} AND {bytes}) | ({exact} {not}IN ({exact}, {exact}))
  | ({text} {not}IN ({literalText}, {text})) | ({float} {not}IN ({float}))
  | ({int} {not}IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 100)) | ({date} {not}IN ({date}, {date}))
  | ({text} {not}IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', '12', ''))
  | ({ints} {not}IN ({ints}, {ints})) | ({bytes} {not}IN ({bytes}, {bytes}))
  | ({text} {not}LIKE {pattern}) | ({text} {not}LIKE {text})
  | ({text} {not}LIKE {text} ESCAPE {escape}) | CAST({number} AS BOOLEAN) | {cast}({text} AS BOOLEAN)
  | ARRAY_CONTAINS({ints}, {int}) | ARRAY_CONTAINS({texts}, {text}) | STARTSWITH({text}, {text})
  | ENDSWITH({text}, {text}) | ({int} BETWEEN {int} AND {failing}) | ({int} BETWEEN {failing} AND {int})
  | ({truth} {and} ({failing} > 0)) | (({failing} > 0) {and} {truth}) | ({failing} IN ({int}, {failing}))
  | ({failing} {comparison} {failing}) | (({truth} {and} ({failing} = 1)) IS {not}{truthTest}) | {choice:truth}
failing = CAST(s0 AS INT) | CAST(v AS INT) | (7 / si0) | (i % ti) | ({int} / {int}) | CAST({text} AS INT) | ({int} % {int}) | ({int} + {int} / {int}) | {int}
int = i | i0 | ti | ti0 | si | si0 | 0 | 1 | 7 | -1 | 100 | 2147483647 | (-2147483647 - 1)
  | CAST(NULL AS INT) | ({int} {operator} {int}) | ({int} {operator} {int}) | (- {int}) | ABS({int})
  | SIGN({int}) | MOD({int}, {int}) | MOD({whole}, {int}) | (o % {int}) | CAST({number} AS {intType})
  | {cast}({text} AS {intType}) | CAST({truth} AS {intType}) | CHAR_LENGTH({text})
  | POSITION({text} IN {text}) | LOCATE({text}, {text}, {int})
  | TIMESTAMPDIFF({diffUnit}, {timestamp}, {timestamp})
  | TIMESTAMPDIFF({diffUnit}, {date}, {timestamp}) | TIMESTAMPDIFF({diffUnit}, {ltz}, {ltz})
  | CARDINALITY({ints}) | CARDINALITY({map}) | {ints}[{index}] | {map}[{text}] | {row}.a
  | ROUND({int}, {digits}) | TRUNCATE({int}, {digits}) | FLOOR({int}) | CEIL({int})
  | ARRAY_POSITION({ints}, {int}) | {choice:int}
whole = l | l0 | 3000000000 | 9223372036854775807 | {int} | {int} | ({whole} {operator} {whole})
  | (- {whole}) | ABS({whole}) | SIGN({whole}) | CAST({number} AS BIGINT) | {cast}({text} AS BIGINT)
  | ROUND({whole}, {digits}) | TRUNCATE({whole}, {digits}) | EXTRACT({dateUnit} FROM {date})
  | EXTRACT({dateUnit} FROM {stamp}) | EXTRACT({clockUnit} FROM {stamp})
  | EXTRACT({timeUnit} FROM {time}) | YEAR({date}) | HOUR({stamp}) | {choice:whole}
decimal = m | m0 | n | n0 | o | o0 | q | q0 | 1.5 | 0.01 | 99999999.99 | -0.5
  | 12345678901234567890.123456789 | CAST(NULL AS DECIMAL(10, 3)) | ({exact} {operator} {decimal})
  | ({decimal} {operator} {exact}) | (- {decimal}) | CAST({number} AS {decimalType})
  | {cast}({text} AS {decimalType}) | CAST({truth} AS {decimalType}) | ROUND({decimal}, {digits})
  | TRUNCATE({decimal}, {digits}) | FLOOR({decimal}) | CEIL({decimal}) | ABS({decimal})
  | SIGN({decimal}) | {choice:decimal}
exact = {whole} | {decimal} | {choice:exact}
float = f | f0 | d | d0 | 1.5E0 | 0E0 | 1E300 | CAST(NULL AS DOUBLE) | ({float} {plain} {float})
  | ({exact} {plain} {float}) | ({float} {plain} {exact}) | (- {float})
  | CAST({number} AS {floatType}) | {cast}({text} AS {floatType}) | ABS({float}) | SIGN({float})
  | ROUND({float}, {digits}) | TRUNCATE({float}, {digits}) | FLOOR({float}) | CEIL({float})
  | {row}.c.d | {choice:float}
number = {exact} | {exact} | {float} | {choice:number}
text = s | s0 | v | v0 | c | c0 | {literalText} | CAST(NULL AS STRING) | CAST(NULL AS VARCHAR(3))
  | ({text} || {text}) | CONCAT({text}, {text}, {text}) | CONCAT_WS({text}, {text}, {text})
  | UPPER({text}) | LOWER({text}) | SUBSTRING({text} FROM {int})
  | SUBSTRING({text} FROM {smallInt} FOR {smallInt}) | SUBSTRING({text} FROM {int} FOR {int})
  | TRIM({text}) | TRIM({side} FROM {text}) | TRIM({side} {text} FROM {text}) | LTRIM({text})
  | RTRIM({text}, {text}) | BTRIM({text}, {text}) | LEFT({text}, {smallInt}) | RIGHT({text}, {int})
  | REPLACE({text}, {text}, {text}) | LPAD({text}, {smallInt}, {text}) | RPAD({text}, {int}, {text})
  | REVERSE({text}) | REPEAT({text}, {smallInt}) | OVERLAY({text} PLACING {text} FROM {smallInt})
  | OVERLAY({text} PLACING {text} FROM {smallInt} FOR {int}) | SPLIT_INDEX({text}, {text}, {smallInt})
  | SPLIT_INDEX({text}, {smallInt}, {smallInt}) | HEX({text}) | HEX({whole}) | BIN({whole})
  | TO_BASE64({text}) | TO_BASE64({bytes}) | {cast}({any} AS {textType})
  | {cast}({bytes} AS {textType}) | CAST({ints} AS {textType}) | CAST({row} AS STRING)
  | CAST({map} AS STRING) | DATE_FORMAT({stamp}, {format}) | {texts}[{index}] | {row}.b
  | ARRAY_JOIN({texts}, {text}) | {choice:text}
bytes = b | b0 | CAST(NULL AS BYTES) | UNHEX('C3A9') | UNHEX({text}) | CAST({text} AS {bytesType})
  | CAST({bytes} AS {bytesType}) | {choose:bytes}
date = dt | dt0 | DATE '2024-02-29' | DATE '1969-12-31' | DATE '9999-12-31' | CAST(NULL AS DATE)
  | ({date} {plusMinus} {dayspan}) | ({date} {plusMinus} {monthspan}) | ({monthspan} + {date})
  | CAST({stamp} AS DATE) | {cast}({text} AS DATE) | FLOOR({date} TO {floorUnit})
  | CEIL({date} TO {floorUnit}) | TO_DATE({text}) | TIMESTAMPADD({addDateUnit}, {smallInt}, {date})
  | {choose:date}
time = h | h0 | hs | hs0 | TIME '12:34:56.789' | TIME '23:59:59' | CAST(NULL AS TIME(3))
  | ({time} {plusMinus} {dayspan}) | ({time} {plusMinus} {monthspan}) | CAST({stamp} AS {timeType})
  | CAST({time} AS {timeType}) | {cast}({text} AS {timeType}) | FLOOR({time} TO {timeUnit})
  | CEIL({time} TO {timeUnit}) | {choose:time}
timestamp = t | t0 | ts | ts0 | tn | tn0 | TIMESTAMP '2024-02-29 12:34:56.789'
  | TIMESTAMP '1969-12-31 23:59:59.999999999' | TIMESTAMP '9999-12-31 23:59:59'
  | CAST(NULL AS TIMESTAMP(3)) | ({timestamp} {plusMinus} {dayspan})
  | ({timestamp} {plusMinus} {monthspan}) | ({dayspan} + {timestamp}) | CAST({stamp} AS {stampType})
  | CAST({date} AS {stampType}) | CAST({time} AS {stampType}) | {cast}({text} AS {stampType})
  | FLOOR({timestamp} TO {floorUnit}) | FLOOR({timestamp} TO {timeUnit})
  | CEIL({timestamp} TO {floorUnit}) | CEIL({timestamp} TO {timeUnit})
  | TIMESTAMPADD({addUnit}, {smallInt}, {timestamp}) | TIMESTAMPADD({timeAddUnit}, {smallInt}, {date})
  | TO_TIMESTAMP({text}) | {choose:timestamp}
ltz = z | z0 | zn | zn0 | CAST(NULL AS TIMESTAMP_LTZ(3)) | ({ltz} {plusMinus} {dayspan})
  | ({ltz} {plusMinus} {monthspan}) | CAST({timestamp} AS {ltzType}) | CAST({ltz} AS {ltzType})
  | {cast}({text} AS {ltzType}) | FLOOR({ltz} TO {floorUnit}) | CEIL({ltz} TO {timeUnit})
  | {choose:ltz}
stamp = {timestamp} | {timestamp} | {ltz}
dayspan = INTERVAL '1' DAY | INTERVAL '36' HOUR | INTERVAL '0.001' SECOND | INTERVAL -'90' MINUTE
  | INTERVAL '1 02:03:04.5' DAY TO SECOND | CAST(NULL AS INTERVAL DAY)
  | ({dayspan} {plusMinus} {dayspan}) | ({dayspan} * {smallInt}) | (- {dayspan})
  | CAST({int} AS INTERVAL DAY) | {choose:dayspan}
monthspan = INTERVAL '1' MONTH | INTERVAL '2-3' YEAR TO MONTH | INTERVAL -'1' YEAR
  | CAST(NULL AS INTERVAL MONTH) | ({monthspan} {plusMinus} {monthspan}) | ({smallInt} * {monthspan})
  | (- {monthspan}) | CAST({smallInt} AS INTERVAL MONTH) | {choose:monthspan}
ints = ai | ai0 | ARRAY[1, 2, 3] | CAST(NULL AS ARRAY<INT>) | ARRAY[{int}] | ARRAY[{int}, {int}, {int}]
  | ARRAY_DISTINCT({ints}) | ARRAY_SORT({ints}) | ARRAY_SORT({ints}, {truth})
  | ARRAY_REMOVE({ints}, {int}) | ARRAY_APPEND({ints}, {int}) | ARRAY_REVERSE({ints})
  | ARRAY_UNION({ints}, {ints}) | MAP_VALUES({map}) | CAST({ints} AS ARRAY<INT>) | {choose:ints}
texts = tx | tx0 | ARRAY['b', 'a'] | ARRAY[{text}, {text}] | ARRAY_DISTINCT({texts}) | ARRAY_SORT({texts})
  | ARRAY_CONCAT({texts}, {texts}) | SPLIT({text}, {text}) | MAP_KEYS({map})
  | CAST({ints} AS ARRAY<STRING>) | {choose:texts}
map = mp | mp0 | MAP['a', 1] | MAP[{text}, {int}] | MAP[{text}, {int}, {text}, {int}] | {choose:map}
row = r | r0 | CAST(ROW({int}, {text}, ROW({float})) AS ROW<a INT, b STRING, c ROW<d DOUBLE>>)
  | {choose:row}
any = {truth} | {int} | {whole} | {decimal} | {float} | {text} | {date} | {time} | {timestamp} | {ltz}
  | {dayspan} | {monthspan}
collection = {ints} | {texts} | {map} | {row} | {bytes}
smallInt = 0 | 1 | 2 | 3 | -1 | 5 | 12 | ti | ti0 | MOD({int}, 50)
index = 1 | 2 | 3 | i | i0 | ti | MOD({int}, 4)
comparison = = | <> | < | <= | > | >= | IS DISTINCT FROM | IS NOT DISTINCT FROM
equality = = | <> | IS DISTINCT FROM | IS NOT DISTINCT FROM
operator = + | - | * | / | %
plain = + | - | * | /
plusMinus = + | -
and = AND | OR
not = {nothing} | {nothing} | NOT 
symmetric = {nothing} | SYMMETRIC 
truthTest = TRUE | FALSE | UNKNOWN
pattern = '%a%' | 'a_' | '_%' | '%' | '' | 'a!%b' ESCAPE '!' | '%b' | 'a%' | '__' | '%a_b%' | '😀%'
escape = '!' | '' | '' | {text}
literalText = 'a' | 'it''s' | '' | '12' | ' 7 ' | '😀' | '2024-02-29 12:34:56' | 'abc' | ','
cast = CAST | TRY_CAST | TRY_CAST
intType = TINYINT | SMALLINT | INT
floatType = FLOAT | DOUBLE
decimalType = DECIMAL(5, 2) | DECIMAL(38, 10) | DECIMAL(38, 0) | DECIMAL(18, 9) | DECIMAL(3, 3)
textType = STRING | VARCHAR(3) | CHAR(6) | VARCHAR(30) | CHAR(1)
bytesType = BYTES | VARBINARY(3) | BINARY(4)
timeType = TIME(0) | TIME(3) | TIME(1)
stampType = TIMESTAMP(0) | TIMESTAMP(3) | TIMESTAMP(1) | TIMESTAMP(6) | TIMESTAMP(9)
ltzType = TIMESTAMP_LTZ(0) | TIMESTAMP_LTZ(3) | TIMESTAMP_LTZ(9)
digits = 0 | 1 | 2 | -1 | -3 | 18 | -20
side = BOTH | LEADING | TRAILING
dateUnit = YEAR | QUARTER | MONTH | WEEK | DAY | DOW | ISODOW | DOY | ISOYEAR | EPOCH | DECADE | CENTURY
  | MILLENNIUM
clockUnit = HOUR | MINUTE | SECOND | MILLISECOND | MICROSECOND | NANOSECOND
timeUnit = HOUR | MINUTE | SECOND | MILLISECOND
floorUnit = DAY | WEEK | MONTH | QUARTER | YEAR | DECADE | CENTURY | MILLENNIUM
diffUnit = SECOND | MINUTE | HOUR | DAY | WEEK | MONTH | QUARTER | YEAR
addUnit = SECOND | MINUTE | HOUR | DAY | WEEK | MONTH | QUARTER | YEAR
timeAddUnit = SECOND | MINUTE | HOUR
addDateUnit = DAY | WEEK | MONTH | YEAR
format = 'yyyy-MM-dd HH:mm:ss.SSS' | 'EEE d MMM yy' | 'hh:mm a' | 'D ''of'' yyyy' | 'SSSSSSSSS'
  | 'MMMM EEEE'
aggregate = {call} | {call} FILTER (WHERE {truth})
call = COUNT(*) | COUNT({distinct}{any}) | SUM({distinct}{number}) | AVG({distinct}{number})
  | MIN({distinct}{number}) | MAX({distinct}{text}) | MIN({stamp}) | STDDEV_POP({float})
  | STDDEV_SAMP({distinct}{number}) | VAR_POP({distinct}{float}) | VARIANCE({number}) | STDDEV({exact})
  | FIRST_VALUE({any}) | LAST_VALUE({any}) | LISTAGG({distinct}{text})
  | LISTAGG({distinct}{text}, {literalText}) | COLLECT({distinct}{any}) | ARRAY_AGG({distinct}{any}{nulls})
  | ARRAY_AGG({collection}{nulls}) | JSON_OBJECTAGG({key}{text} VALUE {number}{onNull})
  | JSON_OBJECTAGG({key}{text} VALUE {text}{onNull}) | JSON_ARRAYAGG({text}{onNull})
  | JSON_ARRAYAGG({ints}{onNull}) | PERCENTILE({number}, {share}) | PERCENTILE({number}, {share}, {int})
  | PERCENTILE({number}, ARRAY[{share}, {share}]) | PERCENTILE({number}, ARRAY[{share}], {whole})
distinct = {nothing} | {nothing} | DISTINCT{blank}
nulls = {nothing} |  RESPECT NULLS |  IGNORE NULLS
onNull = {nothing} |  NULL ON NULL |  ABSENT ON NULL
key = {nothing} | KEY{blank}
share = 0 | 1 | 0.5 | 0.25 | 1E-1
other = JSON_VALUE({text}, {path}{returning}{onEmpty}{onError}) | JSON_QUERY({text}, {path}{wrapper}{queryError})
  | JSON_EXISTS({text}, {path}) | JSON_EXISTS({text}, {path} TRUE ON ERROR) | ({text} IS {not}JSON {jsonKind})
  | JSON_OBJECT({key}{literalText} VALUE {text}{onNull}) | JSON_OBJECT('a' VALUE {int}, 'b' VALUE {truth})
  | JSON_ARRAY({int}, {text}{onNull}) | JSON_ARRAY() | JSON_OBJECT() | JSON_STRING({number})
  | REGEXP({text}, {regex}) | REGEXP_EXTRACT({text}, {regex}, {smallInt}) | REGEXP_REPLACE({text}, {regex}, {text})
  | TRANSLATE({text}, {text}, {text}) | ELT({int}, {text}, {text}) | PRINTF('%s-%d', {text}, {int})
  | TO_TIMESTAMP_LTZ({whole}, 3) | TO_TIMESTAMP({text}, {format}) | PARSE_URL({text}, 'HOST') | MD5({text})
  | SHA2({text}, 256) | POWER({float}, {number}) | LOG({number}, {number}) | PI() | URL_ENCODE({text})
  | DECODE({bytes}, 'UTF-8') | FROM_BASE64({text}) | INSTR({text}, {text}, {int}, {int}) | ASCII({text})
  | MAP_FROM_ARRAYS({texts}, {ints}) | MAP_UNION({map}, {map}) | ARRAY_SLICE({ints}, {int}, {int})
  | ELEMENT({ints}) | TYPEOF({any}) | UNIX_TIMESTAMP({text}) | FROM_UNIXTIME({whole}) | {map}['a'] | ({row}).b
path = '$' | '$.a' | 'lax $.a[0]' | 'strict $.*' | '$[''it s'']'
returning = {nothing} |  RETURNING INT |  RETURNING BOOLEAN |  RETURNING DOUBLE |  RETURNING STRING
onEmpty = {nothing} |  NULL ON EMPTY |  ERROR ON EMPTY |  DEFAULT 7 ON EMPTY
onError = {nothing} |  NULL ON ERROR |  ERROR ON ERROR
wrapper = {nothing} |  WITHOUT ARRAY WRAPPER |  WITH CONDITIONAL ARRAY WRAPPER |  WITH UNCONDITIONAL WRAPPER
queryError = {nothing} |  EMPTY ARRAY ON EMPTY EMPTY OBJECT ON ERROR |  NULL ON ERROR |  ERROR ON EMPTY
jsonKind = VALUE | SCALAR | ARRAY | OBJECT
regex = 'a+' | '(\d+)' | 'x|y' | {text}
`;

/** Forms by sort. */
export const GRAMMAR: ReadonlyMap<string, readonly string[]> = new Map(
  TEXT.trim()
    .split(/\n(?=\w)/)
    .map((line) => {
      const mark = line.indexOf(' = ');
      const forms = line.slice(mark + 3).split(/(?:\n {2}| )\| /);
      return [
        line.slice(0, mark),
        forms.map((form) => form.replaceAll('{nothing}', '').replaceAll('{blank}', ' ')),
      ] as const;
    }),
);

/** Forms that choose between values of one sort `x`. */
export const CHOOSING: readonly string[] = [
  'CASE WHEN {truth} THEN {x} ELSE {x} END',
  'CASE WHEN {truth} THEN {x} END',
  'CASE WHEN {truth} THEN {x} WHEN {truth} THEN {x} ELSE {x} END',
  'CASE {int} WHEN {int} THEN {x} WHEN 1 THEN {x} ELSE {x} END',
  'COALESCE({x}, {x})',
  'IFNULL({x}, {x})',
  'IF({truth}, {x}, {x})',
  'NULLIF({x}, {x})',
];

/** The same for sorts that have an order. */
export const ORDERING: readonly string[] = ['GREATEST({x}, {x})', 'LEAST({x}, {x}, {x})'];
