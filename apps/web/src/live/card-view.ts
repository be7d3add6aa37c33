// The live face of one card: strip, glyph, bar, sparkline, badges. Built once per mounted card, then only text nodes,
// one attribute and one canvas change.
import type { CardSlots } from '../live-slots.ts';
import glyphStyles from '../ui/icon.module.css';
import { GLYPHS, type State } from '../ui/icon.tsx';
import styles from './card-view.module.css';
import { clockText, countFace, type FaceText, faceText, rateFace, rateText, spanFace } from './face-text.ts';
import type { LiveFrames } from './live-frames.ts';
import type { NodeHealth } from './node-health.ts';
import { writeText } from './painter.ts';
import { drawSpark, type SparkColours } from './spark.ts';

/** What a card is, as far as its face depends on it. */
export type CardKind = { readonly id: string; readonly hasInput: boolean; readonly hasOutput: boolean };

export type CardView = {
  readonly paint: (frames: LiveFrames, health: NodeHealth, colours: SparkColours) => void;
  readonly remove: () => void;
};

const STATE_WORDS: Readonly<Record<State, string>> = {
  ok: 'Running',
  warn: 'Warning',
  crit: 'Critical',
  bp: 'Backpressured',
  idle: 'Idle',
  stale: 'Stale',
};

/** Builds the face into the slots of a card. `onBadge` opens what a badge counts. */
export function createCardView(slots: CardSlots, kind: CardKind, onBadge: () => void): CardView {
  const strip = buildStrip(slots.strip, kind);
  const glyph = buildGlyph(slots.glyph);
  const bar = document.createElement('div');
  bar.className = styles.busy ?? '';
  slots.bar.append(bar);
  const badges = buildBadges(slots.card, onBadge);
  const context = slots.spark.getContext('2d');
  let sparkAt = -1;
  let sparkState = '';
  return {
    paint: (frames, health, colours) => {
      if (slots.card.dataset.state !== health.state) slots.card.dataset.state = health.state;
      glyph(health);
      const row = frames.row(kind.id);
      const frame = frames.shown;
      strip.paint(frames, row, health);
      const busy = row < 0 || frame === undefined ? Number.NaN : (frame.gauges.busy[row] ?? Number.NaN);
      const width = `${Number.isNaN(busy) ? 0 : Math.round(Math.min(1, busy) * 100)}%`;
      if (bar.style.width !== width) bar.style.width = width;
      writeText(slots.waits, waitsText(frames, row));
      badges.paint(
        row < 0 || frame === undefined ? 0 : (frame.counters.errorRows[row] ?? 0),
        row < 0 || frame === undefined ? 0 : (frame.counters.lateRows[row] ?? 0),
      );
      const key = `${health.state}${colours.line}`;
      if (context !== null && (sparkAt !== frames.head || sparkState !== key)) {
        sparkAt = frames.head;
        sparkState = key;
        drawSpark(context, frames.history(kind.id)?.rate, frames.head, {
          ...colours,
          line: health.state === 'crit' ? colours.crit : colours.line,
        });
      }
    },
    remove: () => {
      badges.remove();
      for (const slot of [slots.strip, slots.glyph, slots.bar, slots.waits]) slot.replaceChildren();
      delete slots.card.dataset.held;
      context?.clearRect(0, 0, slots.spark.width, slots.spark.height);
    },
  };
}

/** What an unfired window waits for; empty when something fires or nothing waits. */
export function waitsText(frames: LiveFrames, row: number): string {
  const frame = frames.shown;
  if (frame === undefined || row < 0 || frames.ended !== undefined) return '';
  const waitsFor = frame.counters.waitsForMs[row] ?? Number.NaN;
  if (Number.isNaN(waitsFor)) return '';
  const still = (frame.gauges.rateOut[row] || 0) === 0;
  const begun = (frame.counters.rowsOut[row] ?? 0) > 0 && (frame.gauges.rateIn[row] || 0) > 0;
  return still && !begun ? `needs an event after ${clockText(waitsFor)}` : '';
}

function buildStrip(strip: HTMLElement, kind: CardKind) {
  const rates = span(styles.rates);
  const first = span(styles.value);
  const arrow = span(styles.unit, kind.hasInput && kind.hasOutput ? ' › ' : '');
  const second = span(styles.value);
  const perSecond = span(styles.unit, '/s');
  rates.append(first, arrow, ...(kind.hasInput && kind.hasOutput ? [second] : []), perSecond);
  const p99 = slot('p99');
  const lag = slot('lag');
  strip.replaceChildren(rates, p99.element, lag.element);
  let e2e = '–';
  strip.onpointerenter = () => {
    strip.title = `Rows per second${kind.hasInput && kind.hasOutput ? ', in › out' : ''}. p99: time in this node, last 1 s (last 10 s when no row passed). Lag: how far event time is behind the clock. End-to-end p99 to here, last 10 s: ${e2e}.`;
  };
  return {
    paint: (frames: LiveFrames, row: number, health: NodeHealth): void => {
      const frame = frames.shown;
      strip.dataset.dim = health.state === 'stale' || frames.ended !== undefined ? 'true' : 'false';
      if (frame === undefined || row < 0) {
        writeText(first, '–');
        writeText(second, '–');
        writeText(perSecond, '');
        p99.set({ value: '–', unit: '' });
        lag.set({ value: '–', unit: '' });
        return;
      }
      const { gauges } = frame;
      writeText(perSecond, '/s');
      const taken = gauges.rateIn[row] ?? Number.NaN;
      const given = gauges.rateOut[row] ?? Number.NaN;
      writeText(first, kind.hasInput ? rateText(taken) : rateText(given));
      writeText(second, rateText(given));
      p99.set(spanFace(gauges.nodeP99Ms[row] ?? Number.NaN));
      const staleMs = frames.staleMs();
      lag.label(staleMs > 0 ? 'stale' : 'lag');
      lag.set(
        staleMs > 0
          ? { value: String(Math.round(staleMs / 1000)), unit: 's' }
          : spanFace(gauges.lagMs[row] ?? Number.NaN),
      );
      e2e = faceText(spanFace(gauges.e2eP99Ms[row] ?? Number.NaN));
    },
  };
}

function slot(name: string) {
  const element = span(styles.slot);
  const title = span(styles.unit, `${name} `);
  const value = span(styles.value, '–');
  const unit = span(styles.unit);
  element.append(title, value, unit);
  return {
    element,
    label: (text: string): void => writeText(title, `${text} `),
    set: (face: FaceText): void => {
      writeText(value, face.value);
      writeText(unit, face.unit === '' ? '' : ` ${face.unit}`);
    },
  };
}

function buildGlyph(holder: HTMLElement) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 10 10');
  svg.setAttribute('width', '10');
  svg.setAttribute('height', '10');
  svg.setAttribute('class', glyphStyles.glyph ?? '');
  svg.setAttribute('role', 'img');
  svg.append(path);
  holder.replaceChildren(svg);
  let last = '';
  return ({ state, reason }: NodeHealth): void => {
    const label = `${STATE_WORDS[state]}: ${reason}`;
    if (label === last) return;
    last = label;
    svg.dataset.state = state;
    svg.setAttribute('aria-label', label);
    holder.title = label;
    path.setAttribute('d', GLYPHS[state]);
  };
}

// Errors are red, late rows amber; a click leads to the dead letters of the node.
function buildBadges(card: HTMLElement, onBadge: () => void) {
  const holder = document.createElement('div');
  holder.className = `nodrag ${styles.badges ?? ''}`;
  const make = (className: string | undefined, word: string) => {
    const button = document.createElement('button');
    const text = document.createElement('span');
    button.type = 'button';
    button.tabIndex = -1;
    button.className = className ?? '';
    button.hidden = true;
    button.append(text);
    button.onclick = (event) => {
      event.stopPropagation();
      onBadge();
    };
    holder.append(button);
    let last = 0;
    return (count: number): void => {
      if (count === last || Number.isNaN(count)) return;
      last = count;
      button.hidden = count === 0;
      writeText(text, countFace(count));
      const label = `${count.toLocaleString('en-US')} ${word} since the job started`;
      button.title = label;
      button.setAttribute('aria-label', label);
    };
  };
  const late = make(styles.lateBadge, 'late rows');
  const errors = make(styles.errorBadge, 'failed rows');
  card.append(holder);
  return {
    paint: (errorRows: number, lateRows: number): void => {
      errors(errorRows);
      late(lateRows);
    },
    remove: () => holder.remove(),
  };
}

function span(className: string | undefined, text = ''): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = className ?? '';
  element.textContent = text;
  return element;
}

/** The rate of an edge as the label shows it. */
export function edgeRateText(perSecond: number): string {
  return faceText(rateFace(perSecond));
}
