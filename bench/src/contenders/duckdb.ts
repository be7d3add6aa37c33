// DuckDB on one thread over the NEXMark file. Arguments: query, file.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { finish } from '../measure.ts';

const [name = '', path = ''] = process.argv.slice(2);
const started = performance.now();
const load = createRequire(join(import.meta.dirname, '../../peers/package.json'));
const { DuckDBInstance } = load('@duckdb/node-api');
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
const fields =
  "columns = {event_type: 'VARCHAR', bid: 'STRUCT(auction BIGINT, bidder BIGINT, price BIGINT, \"dateTime\" TIMESTAMP, extra VARCHAR)'}";
const bids = `SELECT bid.auction AS auction, bid.bidder AS bidder, bid.price AS price, bid."dateTime" AS ts, bid.extra AS extra FROM read_json('${path}', format = 'newline_delimited', ${fields}) WHERE event_type = 'bid'`;
const queries: Record<string, string> = {
  currency: `WITH q AS (SELECT auction, bidder, price * 908 AS price, ts, extra FROM (${bids})) SELECT count(*)::BIGINT, sum(price)::BIGINT, max(hash(auction, bidder, ts, extra)) FROM q`,
  perAuction: `WITH q AS (SELECT auction, time_bucket(INTERVAL 10 SECOND, ts) AS w, count(*) AS n, sum(price) AS total FROM (${bids}) GROUP BY ALL) SELECT count(*)::BIGINT, sum(total)::BIGINT FROM q`,
};
const reader = await connection.runAndReadAll(queries[name] ?? '');
const [row] = reader.getRows();
finish(`${row[0]} rows, ${row[1]}`, started);
