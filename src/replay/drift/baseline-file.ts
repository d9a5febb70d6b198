/** Reads baseline files, and says on which line and at which key one is nonsense. */
import type { Protocol } from '../../protocol/protocol.ts';
import { escapeKey } from '../../protocol/shape.ts';
import type { FieldStat } from './field-stat.ts';
import { all, everyKind, kindMark } from './fields-json.ts';
import {
  EndpointStat,
  endpointTallies,
  MachineStat,
  machineTallies,
  Profile,
  ReachStat,
  ReplyStat,
} from './profile.ts';
import { formatVersion } from './profile-json.ts';
import { Tally } from './tally.ts';
import { volatilities } from './volatility.ts';
import { Fault, type Part, readWritten } from './written.ts';

/** Whether a text that begins so is meant to be a baseline. */
export const isBaseline = (start: string): boolean =>
  /^\ufeff?\s*\{\s*"driftwire"\s*:\s*"baseline"/.test(start);

/** Throws `recording/bad-baseline` with `details.line` and `details.key`. */
export function readBaseline(text: string, name: string, protocol: Protocol): Profile {
  return readWritten(text, name, 'recording/bad-baseline', (file) => readProfile(file, protocol));
}

function readProfile(file: Part, protocol: Protocol): Profile {
  file.only([
    'driftwire',
    'version',
    'protocol',
    'recordings',
    'exchanges',
    'endpoints',
    'machines',
    'strangers',
    'retries',
  ]);
  file.get('driftwire').text(['baseline']);
  // The first version said of every kind of item all that it has, which can still be read.
  const version = file.get('version');
  if (![1, formatVersion].includes(version.count())) version.fail(`version ${formatVersion}`);
  file.get('protocol').text([protocol.name]);
  const profile = new Profile(protocol.name);
  profile.recordings = file.get('recordings').count();
  profile.exchanges = file.get('exchanges').count();
  for (const [name, part] of file.get('endpoints').members()) {
    if (!protocol.endpoints.some((row) => row.name === name))
      throw new Fault(part.key, `${protocol.title} has no ${name}`);
    profile.endpoints.set(name, readEndpoint(part));
  }
  for (const [name, part] of file.get('machines').members()) {
    if (!protocol.machines.some((row) => row.name === name))
      throw new Fault(part.key, `${protocol.title} has no machine ${name}`);
    profile.machines.set(name, readMachine(part));
  }
  for (const [key, part] of file.get('strangers').members()) {
    const names = new Tally();
    part.get('names').tally(names);
    profile.strangers.set(key, { count: part.get('count').count(), names });
  }
  file.get('retries').tally(profile.retries);
  return profile;
}

function readEndpoint(part: Part): EndpointStat {
  part.only(['calls', 'recordings', 'request', 'replies', ...endpointTallies]);
  const stat = new EndpointStat();
  stat.calls = part.get('calls').count();
  stat.recordings = part.get('recordings').count();
  for (const name of endpointTallies) part.get(name).tally(stat[name]);
  readFields(part.get('request'), stat.request);
  for (const [code, reply] of part.get('replies').members()) {
    reply.only(['calls', 'cookies', 'body']);
    const found = new ReplyStat();
    found.calls = reply.get('calls').count();
    const cookies = reply.get('cookies');
    for (const [name, traits] of cookies.isAbsent ? [] : cookies.members()) {
      const tally = new Tally();
      traits.tally(tally);
      found.cookies.set(name, tally);
    }
    readFields(reply.get('body'), found.body);
    stat.replies.set(code, found);
  }
  return stat;
}

function readMachine(part: Part): MachineStat {
  part.only(['flows', 'calls', 'ms', 'closings', 'reaches', ...machineTallies]);
  const stat = new MachineStat();
  for (const name of ['flows', 'calls', 'ms'] as const) stat[name] = part.get(name).count();
  for (const name of machineTallies) part.get(name).tally(stat[name]);
  for (const [key, closing] of part.get('closings').members()) {
    const from = new Tally();
    closing.get('from').tally(from);
    const [count, calls, ms] = ['count', 'calls', 'ms'].map((name) => closing.get(name).count());
    stat.closings.set(key, { count: count!, calls: calls!, ms: ms!, from });
  }
  for (const [key, reach] of part.get('reaches').members()) {
    const found = new ReachStat();
    found.flows = reach.get('flows').count();
    reach.get('through').tally(found.through);
    stat.reaches.set(key, found);
  }
  return stat;
}

const fieldTallies = ['types', 'traits', 'forms', 'values'] as const;

function readFields(part: Part, root: FieldStat): void {
  const members = part.members();
  const shared: [list: string, name: string, field: Part][] = [];
  for (const [pointer, field] of members) {
    const at = pointer.indexOf(`/${everyKind}`);
    if (at >= 0) shared.push([pointer.slice(0, at), pointer.slice(at + 1 + everyKind.length), field]);
    // A kind has not what others have.
    else if (!field.isNull || !pointer.includes(`/${kindMark}`))
      readField(field, fieldAt(root, pointer, field));
  }
  const own = new Set(members.map(([pointer]) => pointer));
  for (const [list, name, field] of shared) {
    for (const [kind, stat] of fieldAt(root, `${list}/*`, field).variants)
      if (!own.has(`${list}/${kindMark}${escapeKey(kind)}${name}`))
        readField(field, fieldAt(stat, name, field), stat.objects);
  }
}

/** `items`: how many those are that the file calls all. */
function readField(field: Part, stat: FieldStat, items?: number): void {
  field.only(['distinct', 'echoes', 'course', 'class', ...fieldTallies]);
  for (const name of fieldTallies) field.get(name).tally(stat[name], { [all]: items });
  stat.distinctBefore = field.get('distinct').count(0);
  stat.echoes = field.get('echoes').count(0);
  const course = field.get('course');
  if (!course.isAbsent) stat.course = course.text(['rising', 'any']) as 'rising' | 'any';
  // For people only: it is found out anew from the rest.
  const kind = field.get('class');
  if (!kind.isAbsent) kind.text(volatilities);
}

/** The field at a pointer, made on the way there. */
function fieldAt(root: FieldStat, pointer: string, { key }: Part): FieldStat {
  if (pointer !== '' && !pointer.startsWith('/')) throw new Fault(key, 'a field is named by a JSON Pointer');
  let stat = root;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = name.startsWith(kindMark)
      ? stat.child('*')?.variant(name.slice(kindMark.length))
      : stat.child(name);
    if (!next) throw new Fault(key, 'no field has this name');
    stat = next;
  }
  return stat;
}
