// A type-ahead list in a small window at a point: used to add nodes and to pick ports. Combobox by the ARIA pattern.
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import styles from './canvas.module.css';

export type PickerOption = {
  readonly id: string;
  readonly title: string;
  readonly summary?: string | undefined;
  readonly lead?: ReactNode | undefined;
  readonly end?: ReactNode | undefined;
  /** Words it is found by beside the title. */
  readonly words?: string | undefined;
  /** Why it cannot be picked. */
  readonly refused?: string | undefined;
};

type PickerProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly options: readonly PickerOption[];
  readonly at: { readonly x: number; readonly y: number };
  readonly empty: string;
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
};

/** The list; Enter picks, arrows move, Escape or a click elsewhere closes. */
export function Picker({ label, placeholder, options, at, empty, onPick, onClose }: PickerProps): ReactNode {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const listId = useId();
  const shown = filterOptions(options, query);
  const current = shown[Math.min(active, shown.length - 1)];
  useEffect(() => {
    const close = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) onClose();
    };
    document.addEventListener('pointerdown', close, true);
    return () => document.removeEventListener('pointerdown', close, true);
  }, [onClose]);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  const pick = (option: PickerOption | undefined): void => {
    if (option !== undefined && option.refused === undefined) onPick(option.id);
  };
  const move = (step: number): void =>
    setActive(
      (index) => (Math.min(index, shown.length - 1) + step + shown.length) % Math.max(1, shown.length),
    );
  const onKeyDown = (event: React.KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (event.key === 'Enter') pick(current);
    else if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={box} className={styles.picker} style={clampToWindow(at)} role="dialog" aria-label={label}>
      <div className={styles.query}>
        <Icon name="search" size={14} />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={current === undefined ? undefined : `${listId}-${current.id}`}
          aria-label={label}
          placeholder={placeholder}
          value={query}
          spellCheck={false}
          ref={(input) => input?.focus({ preventScroll: true })}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.options} role="listbox" id={listId} aria-label={label}>
        {shown.map((option) => (
          <Option
            key={option.id}
            option={option}
            id={`${listId}-${option.id}`}
            active={option === current}
            onPick={() => pick(option)}
            onHover={() => setActive(shown.indexOf(option))}
          />
        ))}
      </div>
      {shown.length === 0 && (
        <p className={styles.none}>{query === '' ? empty : `Nothing is called “${query}”.`}</p>
      )}
    </div>
  );
}

function Option(props: {
  readonly option: PickerOption;
  readonly id: string;
  readonly active: boolean;
  readonly onPick: () => void;
  readonly onHover: () => void;
}): ReactNode {
  const { option } = props;
  return (
    // The combobox input keeps the focus and takes the keys; options react to the pointer only.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={props.id}
      role="option"
      tabIndex={-1}
      className={styles.option}
      aria-selected={props.active}
      aria-disabled={option.refused !== undefined}
      onClick={props.onPick}
      onPointerMove={props.active ? undefined : props.onHover}
    >
      {option.lead ?? <span />}
      <span className={styles.title}>{option.title}</span>
      {option.end ?? <span />}
      {(option.refused ?? option.summary) !== undefined && (
        <span className={styles.summary}>{option.refused ?? option.summary}</span>
      )}
    </div>
  );
}

// Title beginnings first, then anything that contains all typed words.
function filterOptions(options: readonly PickerOption[], query: string): readonly PickerOption[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return options;
  const found = options.filter((option) => {
    const text = `${option.title} ${option.words ?? ''} ${option.summary ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = (option: PickerOption): number =>
    option.title.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1;
  return [...found].sort((a, b) => begins(a) - begins(b));
}

function clampToWindow(at: { readonly x: number; readonly y: number }): {
  readonly left: number;
  readonly top: number;
} {
  return {
    left: Math.max(8, Math.min(at.x, window.innerWidth - 292)),
    top: Math.max(8, Math.min(at.y, window.innerHeight - 372)),
  };
}
