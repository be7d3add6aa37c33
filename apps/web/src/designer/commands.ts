// Every action of the designer once: title, keys, when it applies, what it does. Keys, menus and the command palette
// all run these.

import { openFunctionReference } from '../inspector/function-reference-store.ts';
import { downloadPipeline } from '../pipeline-file.ts';
import { navigate, pipelinePath } from '../router.ts';
import { usePanels } from '../store/panels-store.ts';
import { soleNode } from '../store/selection-slice.ts';
import type { DesignerState, DesignerStore } from '../store/types.ts';
import { toggleTheme } from '../ui/theme.ts';
import {
  addAtCursor,
  addNote,
  copySelection,
  cutSelection,
  deleteSelection,
  duplicateSelection,
  healSelection,
  layoutGraph,
  selectAll,
  startConnect,
} from './actions.ts';
import { nextProblem } from './next-problem.ts';

/** `canvas`: only while the canvas has the focus; `page`: anywhere outside of text fields; `always`: in fields too. */
export type Scope = 'canvas' | 'page' | 'always';

export type Command = {
  readonly id: string;
  readonly title: string;
  readonly icon: string;
  /** As shown; the first is what a key event is matched with. */
  readonly keys?: readonly string[] | undefined;
  readonly scope: Scope;
  /** Changes the draft, so it does nothing in live mode. */
  readonly edits?: boolean | undefined;
  readonly applies?: ((state: DesignerState) => boolean) | undefined;
  readonly run: (store: DesignerStore) => void;
};

const hasSelection = (state: DesignerState): boolean => state.selected.size + state.selectedEdges.size > 0;
const hasNode = (state: DesignerState): boolean => currentNode(state) !== undefined;

function currentNode(state: DesignerState): string | undefined {
  return (
    soleNode(state) ??
    (state.cursor !== undefined && state.index.nodes.has(state.cursor) ? state.cursor : undefined)
  );
}

const panels = usePanels;
const mode = (to: 'edit' | 'live' | 'versions') => (store: DesignerStore) =>
  navigate(pipelinePath(store.getState().pipelineId, { mode: to }));

/** All commands, in the order of the palette. */
export const COMMANDS: readonly Command[] = [
  {
    id: 'add',
    title: 'Add a node',
    icon: 'plus',
    keys: ['N'],
    scope: 'canvas',
    edits: true,
    run: addAtCursor,
  },
  {
    id: 'connect',
    title: 'Connect the node',
    icon: 'link',
    keys: ['C'],
    scope: 'canvas',
    edits: true,
    applies: hasNode,
    run: (store) => startConnect(store, currentNode(store.getState())),
  },
  {
    id: 'inspect',
    title: 'Open settings',
    icon: 'sliders',
    keys: ['Enter'],
    scope: 'canvas',
    applies: hasNode,
    run: openSettings,
  },
  {
    id: 'rename',
    title: 'Rename',
    icon: 'edit',
    keys: ['F2'],
    scope: 'canvas',
    edits: true,
    applies: hasNode,
    run: (store) => store.getState().setRenaming(currentNode(store.getState())),
  },
  {
    id: 'note',
    title: 'Add a note',
    icon: 'note',
    keys: ['Shift N'],
    scope: 'canvas',
    edits: true,
    run: addNote,
  },
  {
    id: 'duplicate',
    title: 'Duplicate',
    icon: 'copy',
    keys: ['Ctrl D'],
    scope: 'canvas',
    edits: true,
    applies: hasSelection,
    run: duplicateSelection,
  },
  {
    id: 'copy',
    title: 'Copy',
    icon: 'copy',
    scope: 'canvas',
    applies: hasSelection,
    run: (store) => void copySelection(store),
  },
  {
    id: 'cut',
    title: 'Cut',
    icon: 'cut',
    scope: 'canvas',
    edits: true,
    applies: hasSelection,
    run: (store) => void cutSelection(store),
  },
  {
    id: 'delete',
    title: 'Delete',
    icon: 'trash',
    keys: ['Del', 'Backspace'],
    scope: 'canvas',
    edits: true,
    applies: hasSelection,
    run: deleteSelection,
  },
  {
    id: 'heal',
    title: 'Delete and heal',
    icon: 'trash',
    keys: ['Ctrl Del'],
    scope: 'canvas',
    edits: true,
    applies: hasNode,
    run: healSelection,
  },
  {
    id: 'select-all',
    title: 'Select everything',
    icon: 'fit',
    keys: ['Ctrl A'],
    scope: 'canvas',
    run: selectAll,
  },
  {
    id: 'deselect',
    title: 'Select nothing',
    icon: 'x',
    keys: ['Esc'],
    scope: 'canvas',
    applies: hasSelection,
    run: (store) => store.getState().select([]),
  },
  {
    id: 'layout',
    title: 'Lay out automatically',
    icon: 'layout',
    keys: ['L'],
    scope: 'canvas',
    edits: true,
    run: (store) => void layoutGraph(store),
  },
  {
    id: 'fit',
    title: 'Fit the whole pipeline',
    icon: 'fit',
    keys: ['1'],
    scope: 'page',
    run: (store) => store.getState().hands?.fit(),
  },
  {
    id: 'zoom-100',
    title: 'Zoom to 100 %',
    icon: 'search',
    keys: ['0'],
    scope: 'page',
    run: (store) => store.getState().hands?.zoomTo(1),
  },
  {
    id: 'undo',
    title: 'Undo',
    icon: 'undo',
    keys: ['Ctrl Z'],
    scope: 'page',
    edits: true,
    run: (store) => store.getState().undo(),
  },
  {
    id: 'redo',
    title: 'Redo',
    icon: 'redo',
    keys: ['Ctrl Shift Z', 'Ctrl Y'],
    scope: 'page',
    edits: true,
    run: (store) => store.getState().redo(),
  },
  {
    id: 'next-problem',
    title: 'Next problem',
    icon: 'warning',
    keys: ['F8'],
    scope: 'always',
    run: nextProblem,
  },
  {
    id: 'commands',
    title: 'All commands',
    icon: 'search',
    keys: ['Ctrl K', 'Ctrl F'],
    scope: 'always',
    run: (store) => store.getState().openCommands(!store.getState().commandsOpen),
  },
  {
    id: 'functions',
    title: 'Function reference',
    icon: 'function',
    keys: ['F1'],
    scope: 'always',
    run: () => openFunctionReference(focusedEditor()),
  },
  {
    id: 'wide',
    title: 'Wide inspector',
    icon: 'columns',
    keys: ['W'],
    scope: 'page',
    run: toggleWide,
  },
  {
    id: 'palette',
    title: 'Show or hide the palette',
    icon: 'list',
    keys: ['['],
    scope: 'page',
    run: () => panels.getState().set({ paletteOpen: !panels.getState().paletteOpen }),
  },
  {
    id: 'inspector',
    title: 'Show or hide the inspector',
    icon: 'sliders',
    keys: [']'],
    scope: 'page',
    run: () => panels.getState().set({ inspectorOpen: !panels.getState().inspectorOpen }),
  },
  {
    id: 'dock',
    title: 'Show or hide the dock',
    icon: 'table',
    keys: ['`'],
    scope: 'page',
    run: () => panels.getState().set({ dockOpen: !panels.getState().dockOpen }),
  },
  {
    id: 'minimap',
    title: 'Show or hide the map',
    icon: 'graph',
    scope: 'page',
    run: () => panels.getState().set({ minimap: !panels.getState().minimap }),
  },
  { id: 'edit', title: 'Edit the draft', icon: 'edit', scope: 'page', run: mode('edit') },
  { id: 'live', title: 'Watch it live', icon: 'bolt', scope: 'page', run: mode('live') },
  { id: 'versions', title: 'Versions and promotion', icon: 'clock', scope: 'page', run: mode('versions') },
  {
    id: 'export',
    title: 'Download the pipeline file',
    icon: 'download',
    scope: 'page',
    run: (store) => downloadPipeline(store.getState().graph),
  },
  { id: 'home', title: 'All pipelines', icon: 'list', scope: 'page', run: () => navigate('/') },
  { id: 'theme', title: 'Switch between dark and light', icon: 'sun', scope: 'page', run: toggleTheme },
];

/** Runs a command by id. */
export function runCommand(store: DesignerStore, id: string): void {
  const command = COMMANDS.find((candidate) => candidate.id === id);
  if (command !== undefined && command.applies?.(store.getState()) !== false) command.run(store);
}

/** Runs the canvas command of a key. False when the key has none. */
export function runCanvasKey(store: DesignerStore, event: KeyLike, editable: boolean): boolean {
  return runKey(store, event, ['canvas'], editable);
}

/** Runs the command of a key in the given scopes. */
export function runKey(
  store: DesignerStore,
  event: KeyLike,
  scopes: readonly Scope[],
  editable: boolean,
): boolean {
  const pressed = keyText(event);
  const command = COMMANDS.find(
    (candidate) => scopes.includes(candidate.scope) && candidate.keys?.includes(pressed) === true,
  );
  if (
    command === undefined ||
    (command.edits === true && !editable) ||
    command.applies?.(store.getState()) === false
  )
    return false;
  command.run(store);
  return true;
}

type KeyLike = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

const KEY_NAMES: Readonly<Record<string, string>> = { Delete: 'Del', Escape: 'Esc' };

// `Ctrl Shift Z`: letters in upper case whatever caps lock says, Cmd counts as Ctrl. Shift is named only where the
// character does not already depend on it.
function keyText(event: KeyLike): string {
  const letter = /^[a-z]$/i.test(event.key);
  const name = letter ? event.key.toUpperCase() : (KEY_NAMES[event.key] ?? event.key);
  const chord = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && (letter || name.length > 1) ? 'Shift' : '',
    name,
  ];
  return chord.filter((part) => part !== '').join(' ');
}

/** The expression editor that has the focus: what is chosen in the reference goes there. */
function focusedEditor(): Element | undefined {
  return document.activeElement?.closest('[data-editor]') ?? undefined;
}

function openSettings(store: DesignerStore): void {
  const state = store.getState();
  const nodeId = currentNode(state);
  if (nodeId === undefined) return;
  state.select([nodeId]);
  panels.getState().set({ inspectorOpen: true, inspectorTab: 'config' });
  state.requestFocus({ nodeId, field: undefined });
}

// The canvas gets narrow: the node that is being worked on must not end up behind its own inspector.
function toggleWide(store: DesignerStore): void {
  panels.getState().set({ wide: !panels.getState().wide, inspectorOpen: true });
  const nodeId = currentNode(store.getState());
  if (nodeId !== undefined) window.setTimeout(() => store.getState().hands?.show([nodeId]), 50);
}
