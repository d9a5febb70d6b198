/** Reads scenarios: what the simulated backend is, who is in it, what happens when. */
import { UsageError } from '../../../errors.ts';
import { linesOf } from '../../lines.ts';
import type { Shape } from '../../shape.ts';
import { escapeKey } from '../../shape.ts';
import { walk } from '../../walk.ts';
import { type ScenarioFile, scenarioShape } from './scenario-shape.ts';
import { complete, type Scenario } from './settings.ts';
import { World } from './world.ts';

export { type ScenarioFile, scenarioShape } from './scenario-shape.ts';
export { complete, defaultScenario, type Scenario } from './settings.ts';

const maxLength = 4 * 1024 * 1024;

/**
 * Reads a scenario file. Throws `usage/bad-scenario` with `details.line` and `details.key` (a JSON Pointer) for the
 * first thing that is wrong.
 */
export function readScenario(text: string): Scenario {
  if (text.length > maxLength) throw problem(1, '', 'a scenario has no more than 4 MiB');
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lines = linesOf(json);
  if (lines.broken !== undefined) throw problem(lines.broken, '', 'this is not JSON');
  const file: unknown = JSON.parse(json);
  const fault = faultIn(file);
  if (fault) throw problem(lines.of(fault.key), fault.key, fault.message);
  const scenario = complete(file as ScenarioFile);
  const stray = strayReference(file as ScenarioFile, new World(scenario));
  if (stray) throw problem(lines.of(stray.key), stray.key, stray.message);
  return scenario;
}

interface Fault {
  readonly key: string;
  readonly message: string;
}

function problem(line: number, key: string, message: string): UsageError {
  const where = key === '' ? '' : `, ${key}`;
  return new UsageError('usage/bad-scenario', `scenario line ${line}${where}: ${message}`, { line, key });
}

function faultIn(file: unknown): Fault | undefined {
  for (const { value, pointer, shape } of parts(scenarioShape as unknown as Shape, file, '')) {
    const [issue] = walk(shape, value, pointer);
    if (issue) return { key: issue.path, message: `expected ${issue.expected}, found ${issue.received}` };
    const [least, most] = [shape.minimum as number | undefined, shape.maximum as number | undefined];
    if (
      least !== undefined &&
      most !== undefined &&
      !((value as number) >= least && (value as number) <= most)
    ) {
      return { key: pointer, message: `expected a number from ${least} to ${most}, found ${value}` };
    }
  }
  return undefined;
}

interface Part {
  readonly value: unknown;
  readonly pointer: string;
  readonly shape: Shape;
}

/** Every described value with its own pointer, the whole after its parts, so that a fault is told where it is. */
function* parts(shape: Shape, value: unknown, pointer: string): Generator<Part> {
  const choices = shape.anyOf as Shape[] | undefined;
  const fitting = choices?.find(({ type }) => type === kindOf(value));
  if (fitting) yield* parts(fitting, value, pointer);
  else if (Array.isArray(value) && shape.items) {
    for (const [index, item] of value.entries())
      yield* parts(shape.items as Shape, item, `${pointer}/${index}`);
  } else if (typeof value === 'object' && value !== null && shape.properties) {
    const known = shape.properties as Record<string, Shape>;
    for (const [key, item] of Object.entries(value)) {
      if (Object.hasOwn(known, key)) yield* parts(known[key]!, item, `${pointer}/${escapeKey(key)}`);
    }
  }
  yield { value, pointer, shape };
}

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

/** The first name in a scenario that nobody has. */
function strayReference(file: ScenarioFile, world: World): Fault | undefined {
  const said = new Set<string>();
  for (const [index, event] of (file.events ?? []).entries()) {
    const at = `/events/${index}`;
    const names: [key: string, who: string | number | undefined, isRoom: boolean][] = [
      [`${at}/message/from`, event.message?.from, false],
      [`${at}/message/to`, event.message?.to, false],
      [`${at}/message/about`, event.message?.about, false],
      [`${at}/message/room`, event.message?.room, true],
      [`${at}/contact/user`, event.contact?.user, false],
      ...(event.contact?.join ?? []).map((who, place): [string, string | number, boolean] => [
        `${at}/contact/join/${place}`,
        who,
        false,
      ]),
    ];
    const stray = names.find(([, who, isRoom]) => who !== undefined && !world.find(who, isRoom));
    if (stray) return { key: stray[0], message: `nobody here goes by ${JSON.stringify(stray[1])}` };
    if (event.message?.id !== undefined) said.add(event.message.id);
  }
  const recall = (file.events ?? []).findIndex(
    ({ recall: id }) => id !== undefined && id !== 'last' && !said.has(id),
  );
  return recall < 0 ? undefined : { key: `/events/${recall}/recall`, message: 'no message has this id' };
}
