/** What a run would send, and why each value: told from the recording alone. */
import type { Traced } from '../../decode/trace/index.ts';
import type { Exchange } from '../../exchange.ts';
import { fieldAt } from './fields.ts';
import { type PlanOptions, planOf, type Template } from './plan.ts';

/** One recorded exchange as it would be sent again. */
export interface DryStep {
  readonly exchange: string;
  /** Row; absent outside the table. */
  readonly endpoint?: string;
  readonly method: string;
  /** Without its query, which may hold credentials. */
  readonly url: string;
  /** The polling goes on until this outcome. */
  readonly until?: string;
  /** Why it is left out. */
  readonly left?: string;
  /** Places below `/request`, and `/host`, with what they get. */
  readonly values: readonly { readonly place: string; readonly why: string }[];
  /** Places that stay as they were recorded. */
  readonly kept: readonly string[];
}

/** `exchanges` in the order of their start. */
export function dryRun(exchanges: readonly Exchange[], options: PlanOptions): DryStep[] {
  return planOf(exchanges, options).steps.map(({ templates, row, awaited, left }) => {
    const [template] = templates as [Template];
    const { request, id } = template.exchange;
    const told = template.values.filter(isTold).map((traced) => ({
      place: traced.to.where.replace(/^\/request/, ''),
      why: reasonFor(traced, template),
    }));
    return {
      exchange: id,
      ...(row && { endpoint: row.name }),
      method: request.method,
      url: request.url.split(/[?#]/)[0]!,
      ...(awaited !== undefined && { until: awaited }),
      ...(left !== undefined && { left }),
      values: told.filter((one): one is { place: string; why: string } => one.why !== undefined),
      kept: told.filter(({ why }) => why === undefined).map(({ place }) => place),
    };
  });
}

/** The URL has the host; that it is another one is news. */
const isTold = ({ to, kind }: Traced): boolean => to.where !== '/host' || kind === 'bound';

/** Undefined: as recorded. */
function reasonFor(traced: Traced, { row }: Template): string | undefined {
  const { kind, from, transforms = [], to } = traced;
  const steps = transforms.length === 0 ? '' : ` (${transforms.join(', ')})`;
  const field = fieldAt(row, to.where);
  if (to.where.startsWith('/request/cookies/') && from?.where.startsWith('/response/cookies/'))
    return 'as the new replies set it';
  if (field?.source === 'session' && traced.value !== '')
    return `the ${field.key} of the new session${steps}`;
  switch (kind) {
    case 'bound':
      return `from the new ${from!.exchange} ${from!.where}${steps}`;
    case 'clock':
      return `the clock${steps}`;
    case 'counter':
      return 'counts on';
    case 'random':
      return to.where.startsWith('/request/headers/') ? undefined : 'drawn anew';
    default:
      return undefined;
  }
}
