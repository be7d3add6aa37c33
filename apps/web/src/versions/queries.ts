// What the versions views read, and how it is made current after something changed.
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryOutputs } from '@weir/shared/api';
import { api } from '../api.ts';

/** All versions, newest first. */
export function useVersions(pipelineId: string): UseQueryResult<QueryOutputs['versions.list']> {
  return useQuery({
    queryKey: ['versions', pipelineId, 'list'],
    queryFn: () => api.query('versions.list', { pipelineId }),
  });
}

/** One version with its graph; it never changes. */
export function useVersion(
  pipelineId: string,
  number: number | undefined,
): UseQueryResult<QueryOutputs['versions.get']> {
  return useQuery({
    queryKey: ['version', pipelineId, number],
    queryFn: () => api.query('versions.get', { pipelineId, number: number ?? 1 }),
    enabled: number !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What differs between two versions, by meaning. */
export function useDiff(
  pipelineId: string,
  from: number | undefined,
  to: number | undefined,
): UseQueryResult<QueryOutputs['versions.diff']> {
  return useQuery({
    queryKey: ['diff', pipelineId, from, to],
    queryFn: () => api.query('versions.diff', { pipelineId, from: from ?? 1, to: to ?? 1 }),
    enabled: from !== undefined && to !== undefined && from !== to,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What happened to the pipeline, newest first as the server gives it. */
export function useAudit(pipelineId: string): UseQueryResult<QueryOutputs['audit.list']> {
  return useQuery({
    queryKey: ['versions', pipelineId, 'audit'],
    queryFn: () => api.query('audit.list', { pipelineId, limit: 300 }),
  });
}

/** Reads lists and checks again: something was published or deployed. */
export function useRefreshVersions(pipelineId: string): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['versions', pipelineId] });
    await client.invalidateQueries({ queryKey: ['pipelines.list'] });
  };
}
