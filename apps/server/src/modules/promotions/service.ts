// Promotions: a version walks from environment to environment, each step behind checks.
import type { CheckResult, MutationOutputs } from '@weir/shared/api';
import type { Graph } from '@weir/shared/graph';
import { and, eq } from 'drizzle-orm';
import type { Compiler } from '../../compile.ts';
import { counted } from '../../counted.ts';
import type { Db } from '../../db/client.ts';
import { promotions } from '../../db/schema.ts';
import { graphHash } from '../../graph-hash.ts';
import type { PlaneClient } from '../../plane/client.ts';
import type { Actor } from '../../trpc.ts';
import { findDeployment } from '../jobs/deployment-store.ts';
import type { JobsService } from '../jobs/service.ts';
import type { VersionsService } from '../versions/service.ts';

type Target = {
  readonly pipelineId: string;
  readonly number: number;
  readonly environment: 'development' | 'production';
};

export type PromotionsService = {
  readonly check: (target: Target) => Promise<readonly CheckResult[]>;
  readonly deploy: (target: Target, actor: Actor) => Promise<MutationOutputs['promotions.deploy']>;
};

export function createPromotionsService(deps: {
  readonly db: Db;
  readonly compiler: Compiler;
  readonly versions: VersionsService;
  readonly jobs: JobsService;
  readonly plane: PlaneClient;
  readonly now: () => number;
}): PromotionsService {
  const check: PromotionsService['check'] = async (target) => {
    const { graph } = deps.versions.get(target.pipelineId, target.number);
    return [
      ...problemChecks(deps.compiler, graph),
      testCheck(deps.compiler, graph),
      ...(target.environment === 'production' ? [developmentCheck(deps.db, target)] : []),
      await streamCheck(deps.compiler, deps.plane, { graph, environment: target.environment }),
      doorCheck(deps.compiler, graph),
    ];
  };
  return {
    check,
    deploy: async (target, actor) => {
      const checks = await check(target);
      if (checks.some((result) => result.status === 'failed')) return { status: 'refused', checks };
      const { pipelineId, environment, number } = target;
      const { graph } = deps.versions.get(pipelineId, number);
      const current = findDeployment(deps.db, target)?.version;
      const isRollback = current !== undefined && number < current;
      const from = current === undefined ? 'nothing' : `version ${current}`;
      const at = new Date(deps.now()).toISOString();
      return deps.jobs.deploy(
        { pipelineId, environment, version: number, graph, graphHash: graphHash(graph) },
        {
          actor: actor.user,
          action: isRollback ? 'promotion.rollback' : 'promotion.deploy',
          pipelineId,
          detail: `${environment}: ${from} to version ${number}`,
        },
        (tx) => tx.insert(promotions).values({ pipelineId, environment, number, at }).run(),
      );
    },
  };
}

function problemChecks(compiler: Compiler, graph: Graph): readonly CheckResult[] {
  const problems = compiler.problems(graph);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.length - errors.length;
  const first = errors[0];
  return [
    first === undefined
      ? passed('compiles', 'Compiles', `${graph.nodes.length} nodes without an error`)
      : failed('compiles', 'Compiles', `${counted(errors.length, 'problem')}, first: ${first.message}`),
    warnings === 0
      ? passed('warnings', 'No warnings', 'nothing to point out')
      : { id: 'warnings', title: 'No warnings', status: 'warning', detail: counted(warnings, 'warning') },
  ];
}

function testCheck(compiler: Compiler, graph: Graph): CheckResult {
  const title = 'Tests pass';
  if (graph.tests.length === 0)
    return { id: 'tests', title, status: 'warning', detail: 'the pipeline has no tests' };
  if (compiler.problems(graph).some((problem) => problem.severity === 'error'))
    return failed('tests', title, 'not run: the version does not compile');
  const outcomes = compiler.runTests(graph);
  const broken = outcomes.filter((outcome) => !outcome.passed);
  const first = broken[0];
  if (first === undefined) return passed('tests', title, `${counted(outcomes.length, 'test')} passed`);
  return failed(
    'tests',
    title,
    `${broken.length} of ${outcomes.length} failed, first: ${first.name}: ${first.detail}`,
  );
}

function developmentCheck(db: Db, target: Target): CheckResult {
  const title = 'Ran in development';
  const ran = db
    .select({ seq: promotions.seq })
    .from(promotions)
    .where(
      and(
        eq(promotions.pipelineId, target.pipelineId),
        eq(promotions.environment, 'development'),
        eq(promotions.number, target.number),
      ),
    )
    .get();
  if (ran === undefined)
    return failed('development', title, `version ${target.number} was never deployed to development`);
  return passed('development', title, `version ${target.number} was deployed to development`);
}

async function streamCheck(
  compiler: Compiler,
  plane: PlaneClient,
  at: { readonly graph: Graph; readonly environment: Target['environment'] },
): Promise<CheckResult> {
  const title = 'Streams exist';
  const uses = compiler.streams(at.graph);
  const written = new Set(uses.filter((use) => use.access === 'write').map((use) => use.name));
  const read = uses.filter((use) => use.access === 'read' && !written.has(use.name));
  if (read.length === 0) return passed('streams', title, 'no stream of another pipeline is read');
  const present = await plane.request('streams.list', {}).catch(() => undefined);
  if (present === undefined)
    return { id: 'streams', title, status: 'warning', detail: 'not checked: the data plane does not answer' };
  // Each environment has streams of its own: one of development is of no use to production.
  const here = present.filter((stream) => stream.environments.includes(at.environment));
  const names = new Set(here.map((stream) => stream.name));
  const missing = read.filter((use) => !names.has(use.name)).map((use) => use.name);
  if (missing.length > 0)
    return failed(
      'streams',
      title,
      `no such stream in ${at.environment}: ${missing.join(', ')}; deploy the pipeline that writes it there first`,
    );
  return passed('streams', title, `${counted(read.length, 'stream')} found`);
}

function doorCheck(compiler: Compiler, graph: Graph): CheckResult {
  const doors = compiler.doorNodes(graph).length;
  return passed(
    'doors',
    'Doors',
    doors === 0 ? 'no source needs a door' : `${counted(doors, 'door')} will open with tokens of their own`,
  );
}

function passed(id: string, title: string, detail: string): CheckResult {
  return { id, title, status: 'passed', detail };
}

function failed(id: string, title: string, detail: string): CheckResult {
  return { id, title, status: 'failed', detail };
}
