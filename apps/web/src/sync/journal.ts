// The write-ahead journal of edits that the server has not acknowledged, in IndexedDB. Survives reload and crash.
//
// Entries carry the tab that wrote them. A tab holds a web lock for its life, so a later tab can tell entries of a
// tab that died (it adopts them) from those of one that still works on them.
import type { Edit } from '@weir/shared/edits';
import { editSchema } from '@weir/shared/edits';

export type JournalEntry = {
  readonly pipelineId: string;
  readonly order: number;
  readonly tab: string;
  readonly edit: Edit;
};

export type Journal = {
  readonly put: (entry: {
    readonly pipelineId: string;
    readonly order: number;
    readonly edit: Edit;
  }) => Promise<void>;
  readonly remove: (pipelineId: string, order: number) => Promise<void>;
  /** Entries of this tab and of dead ones, in order; they belong to this tab from now on. */
  readonly adopt: (pipelineId: string) => Promise<readonly JournalEntry[]>;
};

const STORE = 'edits';
const TAB_KEY = 'weir.tab';

/** The journal of this browser. Without IndexedDB (private windows of some browsers) edits live in memory only. */
export async function openJournal(): Promise<Journal> {
  const tab = await claimTab();
  const db = await openDatabase();
  return {
    put: async ({ pipelineId, order, edit }) => {
      const entry: JournalEntry = { pipelineId, order, tab, edit };
      const transaction = db.transaction(STORE, 'readwrite');
      const written = done(transaction.objectStore(STORE).put(entry));
      // By itself a transaction commits a turn later, and a page that goes away in between takes it along.
      transaction.commit();
      await written;
    },
    remove: async (pipelineId, order) => {
      await done(db.transaction(STORE, 'readwrite').objectStore(STORE).delete([pipelineId, tab, order]));
    },
    adopt: async (pipelineId) => {
      const alive = await aliveTabs();
      const range = IDBKeyRange.bound([pipelineId], [pipelineId, []]);
      const found = await done(db.transaction(STORE).objectStore(STORE).getAll(range));
      const entries = found.flatMap(parseEntry).filter((entry) => entry.tab === tab || !alive.has(entry.tab));
      const store = db.transaction(STORE, 'readwrite').objectStore(STORE);
      for (const entry of entries) {
        if (entry.tab === tab) continue;
        store.delete([pipelineId, entry.tab, entry.order]);
        store.put({ ...entry, tab });
      }
      return entries.sort((a, b) => a.order - b.order);
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('weir', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: ['pipelineId', 'tab', 'order'] });
  };
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser database failed'));
  });
}

function parseEntry(value: unknown): readonly JournalEntry[] {
  if (typeof value !== 'object' || value === null) return [];
  if (!('pipelineId' in value && 'order' in value && 'tab' in value && 'edit' in value)) return [];
  const edit = editSchema.safeParse(value.edit);
  const { pipelineId, order, tab } = value;
  if (!edit.success || typeof pipelineId !== 'string' || typeof order !== 'number' || typeof tab !== 'string')
    return [];
  return [{ pipelineId, order, tab, edit: edit.data }];
}

let claimed: Promise<string> | undefined;

// A reload keeps the id (session storage); a duplicated tab finds the lock taken and makes its own.
function claimTab(): Promise<string> {
  claimed ??= (async () => {
    const kept = sessionStorage.getItem(TAB_KEY);
    const fresh = crypto.randomUUID();
    const tab = kept !== null && (await hold(kept)) ? kept : fresh;
    if (tab === fresh) await hold(fresh);
    sessionStorage.setItem(TAB_KEY, tab);
    return tab;
  })();
  return claimed;
}

// True when this tab now holds the lock; it is released when the page goes.
function hold(tab: string): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(lockName(tab), { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<void>(() => {});
      })
      .catch(() => resolve(false));
  });
}

async function aliveTabs(): Promise<ReadonlySet<string>> {
  const state = await navigator.locks.query();
  const prefix = lockName('');
  return new Set(
    (state.held ?? []).flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
  );
}

function lockName(tab: string): string {
  return `weir-tab-${tab}`;
}
