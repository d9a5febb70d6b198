/** A run, or what would be sent, as data without a value of the recording. */
import { type JsonSchema, list, record } from '../../decode/json-schema.ts';
import type { DriftwireError } from '../../errors.ts';
import type { DryStep } from './dry.ts';
import type { RerunResult } from './rerun.ts';
import type { Left, Rerun } from './run.ts';

interface OutcomeRecord {
  readonly outcome: string;
  readonly ok: boolean;
  readonly code?: string | number;
}

export interface RunRecord {
  readonly exchanges: readonly (OutcomeRecord & {
    readonly exchange: string;
    readonly origin: string;
    readonly endpoint?: string;
    readonly ms: number;
    readonly recorded: OutcomeRecord;
  })[];
  readonly left: readonly Left[];
  readonly ends: RerunResult['ends'];
  /** Ids of exchanges that nobody answered in the protocol's words, where the run could go on. */
  readonly broken: readonly string[];
  readonly stopped?: { readonly exchange: string; readonly code: string; readonly message: string };
}

const outcomeRecord = ({ name, ok, code }: Rerun['outcome']): OutcomeRecord => ({
  outcome: name,
  ok,
  ...(code !== undefined && { code }),
});

/** `cause`: what ended the run before its time. */
export function runRecord(
  { reruns, left, ends, broken, stopped }: RerunResult,
  cause?: DriftwireError,
): RunRecord {
  return {
    exchanges: reruns.map(({ exchange, origin, endpoint, outcome, recorded }) => ({
      exchange: exchange.id,
      origin,
      ...(endpoint !== undefined && { endpoint }),
      ms: exchange.timing.total,
      ...outcomeRecord(outcome),
      recorded: outcomeRecord(recorded),
    })),
    left,
    ends,
    broken: broken.map(({ exchange }) => exchange.id),
    ...(stopped &&
      cause && { stopped: { exchange: stopped.exchange.id, code: cause.code, message: cause.message } }),
  };
}

export const dryRecord = (steps: readonly DryStep[]): { readonly steps: readonly DryStep[] } => ({ steps });

const text = { type: 'string' } as const;

const exchange = { ...text, description: '`e` and the index of the exchange in the new recording' };
const origin = {
  ...text,
  description: '`e` and the index of the exchange in the recording that is run again',
};
const endpoint = { ...text, description: 'absent outside the table' };
const outcome = {
  outcome: text,
  ok: { type: 'boolean' },
  code: { type: ['string', 'number'], description: 'as the server said it' },
};
const states = { type: 'object', additionalProperties: text, description: 'by machine' };

/** JSON Schema of both. */
export const replaySchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:driftwire:replay',
  title: 'The JSON of `driftwire replay`, or of its --dry-run',
  oneOf: [
    record(
      {
        exchanges: list(
          record(
            {
              exchange,
              origin,
              endpoint,
              ms: { type: 'number' },
              ...outcome,
              recorded: record(outcome, ['code']),
            },
            ['endpoint', 'code'],
          ),
        ),
        left: list(record({ exchange: origin, endpoint, why: text }, ['endpoint'])),
        ends: record({ recorded: states, reached: states }),
        broken: list(exchange),
        stopped: record({ exchange, code: text, message: text }),
      },
      ['stopped'],
    ),
    record({
      steps: list(
        record(
          {
            exchange: origin,
            endpoint,
            method: text,
            url: { ...text, description: 'without its query' },
            until: { ...text, description: 'the outcome until which is polled' },
            left: { ...text, description: 'why it is not sent' },
            values: list(record({ place: text, why: text })),
            kept: list(text),
          },
          ['endpoint', 'until', 'left'],
        ),
      ),
    }),
  ],
};
