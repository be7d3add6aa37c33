// Placeholder until the designer lands in the next commits.
import type { ReactNode } from 'react';

export function DesignerPage({ pipelineId }: { readonly pipelineId: string }): ReactNode {
  return <main>{pipelineId}</main>;
}
