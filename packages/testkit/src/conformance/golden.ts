// The lines of a folder of goldens, as its README describes them: parsed at the boundary, loosely where we do not look.

import { z } from 'zod';
import { type OperatorCase, parseOperatorCase } from '../operators/golden-case.ts';

const expressionSchema = z.object({
  id: z.string(),
  rule: z.string(),
  expr: z.string(),
  inputs: z.record(
    z.string(),
    z.object({ type: z.string(), value: z.unknown().optional(), values: z.array(z.unknown()).optional() }),
  ),
  resultType: z.string().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
  tolerance: z.string().optional(),
  note: z.string().optional(),
});

const validationSchema = z.object({
  id: z.string(),
  rule: z.string(),
  sql: z.string(),
  tables: z.array(z.string()),
  error: z.unknown().optional(),
  accepted: z.boolean().optional(),
  position: z
    .object({
      line: z.number(),
      column: z.number(),
      endLine: z.number().optional(),
      endColumn: z.number().optional(),
    })
    .nullish(),
});

/** A line of a format that nobody knows. */
const otherSchema = z.object({ id: z.string().catch(''), rule: z.string().catch('') });

/** An expression over one row, or an aggregate over the rows of one group. */
export type ExpressionGolden = z.infer<typeof expressionSchema>;

/** A statement that Flink refuses, with the place, or accepts. */
export type ValidationGolden = z.infer<typeof validationSchema>;

/** One line. */
export type Golden =
  | { readonly form: 'expression' | 'aggregate'; readonly line: ExpressionGolden }
  | { readonly form: 'validation'; readonly line: ValidationGolden }
  | { readonly form: 'operator'; readonly line: OperatorCase }
  | { readonly form: 'other'; readonly line: { readonly id: string; readonly rule: string } };

/** Reads one line; null when it is no JSON object. */
export function parseGolden(text: string): Golden | null {
  const json = parseObject(text);
  if (json === null) return null;
  const operator = parseOperatorCase(text);
  if (operator !== undefined) return { form: 'operator', line: operator };
  const validation = validationSchema.safeParse(json);
  if (validation.success) return { form: 'validation', line: validation.data };
  const expression = expressionSchema.safeParse(json);
  if (!expression.success) return { form: 'other', line: otherSchema.parse(json) };
  const line = expression.data;
  const aggregate = Object.values(line.inputs).some((input) => input.values !== undefined);
  return { form: aggregate ? 'aggregate' : 'expression', line };
}

function parseObject(text: string): object | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && !Array.isArray(json) ? json : null;
  } catch {
    return null;
  }
}

/** How a line went. */
export type Verdict =
  | { readonly kind: 'equal' }
  | { readonly kind: 'known'; readonly known: string; readonly ours: unknown; readonly theirs: unknown }
  | { readonly kind: 'unsupported'; readonly why: string }
  | { readonly kind: 'different'; readonly ours: unknown; readonly theirs: unknown; readonly why: string };
