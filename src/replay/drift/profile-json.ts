/** A profile as plain JSON: the content of a baseline file. */
import type { Protocol } from '../../protocol/protocol.ts';
import { fieldsJson, type Json } from './fields-json.ts';
import {
  type EndpointStat,
  endpointTallies,
  type MachineStat,
  machineTallies,
  type Profile,
} from './profile.ts';
import type { Tally } from './tally.ts';
import { Uses } from './use.ts';
import { requestVolatility, seenVolatility } from './volatility.ts';

export const formatVersion = 2;

/** Sorted, without a value that is somebody's: the same recordings give the same bytes. */
function profileJson(profile: Profile, protocol: Protocol): Json {
  const uses = new Uses(protocol);
  const rows = new Map(protocol.endpoints.map((row) => [row.name, row]));
  const endpoint = (name: string, stat: EndpointStat): Json => {
    const row = rows.get(name);
    return {
      calls: stat.calls,
      recordings: stat.recordings,
      ...tallies(Object.fromEntries(endpointTallies.map((member) => [member, stat[member]]))),
      request: fieldsJson(
        stat.request,
        (pointer, field) => requestVolatility(row, pointer) ?? seenVolatility(field, undefined),
      ),
      replies: sortedMap(stat.replies, (reply) => ({
        calls: reply.calls,
        ...(reply.cookies.size > 0 && { cookies: sortedMap(reply.cookies, (traits) => traits.toJSON()) }),
        body: fieldsJson(reply.body, (pointer, field) => seenVolatility(field, uses.own(row, pointer).shape)),
      })),
    };
  };
  return {
    driftwire: 'baseline',
    version: formatVersion,
    protocol: profile.protocol,
    recordings: profile.recordings,
    exchanges: profile.exchanges,
    endpoints: sortedMap(profile.endpoints, (stat, name) => endpoint(name, stat)),
    machines: sortedMap(profile.machines, machineJson),
    strangers: sortedMap(profile.strangers, ({ count, names }) => ({ count, names: names.toJSON() })),
    retries: profile.retries.toJSON(),
  };
}

function machineJson(stat: MachineStat): Json {
  return {
    flows: stat.flows,
    calls: stat.calls,
    ms: Math.round(stat.ms),
    ...tallies(Object.fromEntries(machineTallies.map((member) => [member, stat[member]]))),
    closings: sortedMap(stat.closings, ({ count, calls, ms, from }) => ({
      count,
      calls,
      ms: Math.round(ms),
      from: from.toJSON(),
    })),
    reaches: sortedMap(stat.reaches, ({ flows, through }) => ({ flows, through: through.toJSON() })),
  };
}

/** Tallies that counted something. */
const tallies = (named: Readonly<Record<string, Tally>>): Json =>
  Object.fromEntries(
    Object.entries(named)
      .filter(([, tally]) => tally.size > 0)
      .map(([name, tally]) => [name, tally.toJSON()]),
  );

const sortedMap = <T>(map: ReadonlyMap<string, T>, write: (value: T, key: string) => unknown): Json =>
  Object.fromEntries(
    [...map].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, value]) => [key, write(value, key)]),
  );

/** The text of a baseline file: what fits on a line stands on one. */
export function baselineText(profile: Profile, protocol: Protocol): string {
  return `${layout(profileJson(profile, protocol), '')}\n`;
}

const lineWidth = 140;

function layout(value: unknown, indent: string): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || (line.length <= lineWidth && indent !== '')) return line;
  const inner = `${indent}  `;
  const members = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${layout(item, inner)}`,
  );
  return `{\n${members.join(',\n')}\n${indent}}`;
}
