// Chooses a pipeline file from disk.
import { type ReactNode, useRef } from 'react';
import { Button } from '../ui/button.tsx';

/** Hands the chosen file on. */
export function ImportButton({ onFile }: { readonly onFile: (file: File) => void }): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon="upload" onClick={() => input.current?.click()}>
        Import file
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json"
        hidden
        aria-label="A pipeline file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </>
  );
}
