// Numbers and times as people read them: three significant digits, unit always there, a dash for unknown.

/** A count with thousands separators. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** A rate or size in three significant digits: `12.4k`, `1.62M`. */
export function compactText(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e9) return `${threeDigits(value / 1e9)}B`;
  if (size >= 1e6) return `${threeDigits(value / 1e6)}M`;
  if (size >= 1e4) return `${threeDigits(value / 1e3)}k`;
  if (size >= 1e3) return `${threeDigits(value / 1e3)}k`;
  return Number.isInteger(value) ? String(value) : threeDigits(value);
}

/** A time span given in milliseconds: `8.2 ms`, `1.1 s`, `4 min`. */
export function spanText(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return '–';
  if (ms < 1000) return `${threeDigits(ms)} ms`;
  if (ms < 120_000) return `${threeDigits(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${threeDigits(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

/** Bytes as people write them. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${threeDigits(bytes / 1024)} KiB`;
  if (bytes < 1024 * 1024 * 1024) return `${threeDigits(bytes / 1024 / 1024)} MiB`;
  return `${threeDigits(bytes / 1024 / 1024 / 1024)} GiB`;
}

/** `1 row`, `2 rows`. */
export function plural(count: number, word: string): string {
  return `${countText(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** How long ago, in words a list can hold: `4 min ago`. */
export function agoText(iso: string, nowMs: number): string {
  const ms = nowMs - Date.parse(iso);
  if (!Number.isFinite(ms)) return '–';
  if (ms < 60_000) return 'just now';
  if (ms < 120_000) return '1 min ago';
  return `${spanText(ms)} ago`;
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || value === 0) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : value.toFixed(2);
}
