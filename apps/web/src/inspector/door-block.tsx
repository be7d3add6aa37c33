// The door of a source: where events are sent, as a complete curl line to copy.

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { countText } from '../format.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { toast } from '../ui/toast.tsx';
import styles from './inspector.module.css';

/** Address and curl line of the draft's door. It opens when the server has saved the node. */
export function DoorBlock({ nodeId }: { readonly nodeId: string }): ReactNode {
  const store = useDesignerStore();
  const saved = useDesigner((state) => state.saveState.kind === 'saved');
  const { pipelineId } = store.getState();
  const door = useQuery({
    queryKey: ['door', pipelineId, nodeId],
    queryFn: () => api.query('doors.get', { pipelineId, environment: 'draft', nodeId }),
    enabled: saved,
    refetchInterval: 5000,
  });
  if (door.data === undefined) {
    return (
      <p className={styles.doorNote}>
        {door.isError ? `${door.error.message}.` : 'The door opens when the draft is saved.'}
      </p>
    );
  }
  const { curl, accepted } = door.data;
  const copy = (): void => {
    navigator.clipboard.writeText(curl).then(
      () => toast('curl line copied', { tone: 'ok' }),
      () => toast('The browser did not allow copying', { tone: 'warn' }),
    );
  };
  return (
    <div className={styles.door}>
      <ScrollRegion className={styles.curl} label="curl line">
        <code>{curl}</code>
      </ScrollRegion>
      <div className={styles.inline}>
        <Button small icon="copy" onClick={copy}>
          Copy curl
        </Button>
        <span className={styles.help}>{countText(accepted)} events accepted</span>
      </div>
    </div>
  );
}
