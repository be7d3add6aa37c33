// Numbers on cards: at most three digits, the unit always there, a dash for what is not known. Slots are fixed, so
// every text has a known greatest width.
import { compactText } from '../format.ts';

/** A number and its unit, apart because the unit is smaller. */
export type FaceText = { readonly value: string; readonly unit: string };

export const UNKNOWN: FaceText = { value: '–', unit: '' };

/** Rows per second. */
export function rateFace(perSecond: number): FaceText {
  if (Number.isNaN(perSecond)) return UNKNOWN;
  return { value: rateText(perSecond), unit: '/s' };
}

/** Rows per second without the unit: `12.4k`. */
export function rateText(perSecond: number): string {
  if (Number.isNaN(perSecond)) return '–';
  if (perSecond < 0.005) return '0';
  return compactText(perSecond);
}

/** A time span: `45 µs`, `8.2 ms`, `86 ms`, `14.2 s`, `3 min`. */
export function spanFace(ms: number): FaceText {
  if (!Number.isFinite(ms)) return UNKNOWN;
  if (ms < 0) return { value: '0', unit: 'ms' };
  if (ms < 0.0995) return { value: String(Math.round(ms * 1000)), unit: 'µs' };
  if (ms < 9.95) return { value: ms.toFixed(1), unit: 'ms' };
  if (ms < 999.5) return { value: String(Math.round(ms)), unit: 'ms' };
  if (ms < 99_950) return { value: (ms / 1000).toFixed(1), unit: 's' };
  if (ms < 5_970_000) return { value: String(Math.round(ms / 60_000)), unit: 'min' };
  if (ms < 171_000_000) return { value: String(Math.round(ms / 3_600_000)), unit: 'h' };
  return { value: compactText(Math.round(ms / 86_400_000)), unit: 'd' };
}

/** A face as one text. */
export function faceText({ value, unit }: FaceText): string {
  if (unit === '') return value;
  return unit.startsWith('/') ? `${value}${unit}` : `${value} ${unit}`;
}

/** A count: exact below ten thousand, then three digits. */
export function countFace(count: number): string {
  if (!Number.isFinite(count)) return '–';
  return count < 10_000 ? count.toLocaleString('en-US') : compactText(count);
}

/** A share of 1 as a percentage. */
export function shareText(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = share * 100;
  return `${percent >= 10 || percent === 0 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** Event time as a clock, UTC as everywhere: `10:00:15`, with tenths where they are not zero. */
export function clockText(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return '–';
  const iso = new Date(ms).toISOString();
  const tenths = Math.floor((((ms % 1000) + 1000) % 1000) / 100);
  return iso.slice(11, 19) + (tenths === 0 ? '' : `.${tenths}`);
}

/** Event time in full. */
export function dateTimeText(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return '–';
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
}

/** How long a job runs: `47 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function uptimeText(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
