/** The public API is a list of names: one that comes or goes is a decision. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as driftwire from '../src/index.ts';

/** Names by whether they are types, as the file has them. */
function exported(): { values: string[]; types: string[] } {
  const source = readFileSync(join(import.meta.dirname, '../src/index.ts'), 'utf8');
  const names = { values: [] as string[], types: [] as string[] };
  for (const [, all, list] of source.matchAll(/export (type )?\{([^}]*)\}/g))
    for (const [, one, name] of list!.matchAll(/(type )?(\w+)(?:,|\s*$)/g))
      names[all || one ? 'types' : 'values'].push(name!);
  return { values: names.values.sort(), types: names.types.sort() };
}

describe('the public API', () => {
  test('has these values', () => {
    expect(Object.keys(driftwire).sort()).toMatchInlineSnapshot(`
      [
        "Body",
        "Call",
        "Client",
        "Decoder",
        "DriftwireError",
        "FaultyBackend",
        "HarReader",
        "HarWriter",
        "Learner",
        "RecordedBackend",
        "RecordingError",
        "RemoteError",
        "Secrets",
        "Table",
        "TimelineBuilder",
        "Tracer",
        "TransportError",
        "UsageError",
        "VirtualClock",
        "baselineText",
        "compare",
        "downloadToFile",
        "errorCodes",
        "inProcess",
        "isBaseline",
        "issuesOf",
        "mediumOfBytes",
        "mediumOfFile",
        "openAuthority",
        "openTransport",
        "paced",
        "parseFault",
        "parsePace",
        "readBaseline",
        "readSession",
        "rerun",
        "scenarioSchema",
        "schemasFor",
        "serve",
        "trace",
        "watchPolls",
        "wechat",
        "wechatRows",
        "writeSession",
      ]
    `);
    expect(exported().values).toEqual(Object.keys(driftwire).sort());
  });

  test('has these types', () => {
    expect(exported().types).toMatchInlineSnapshot(`
      [
        "Answer",
        "AnyTold",
        "Authority",
        "Backend",
        "Binding",
        "ClientEvents",
        "ClientOptions",
        "ClientPlan",
        "Consumer",
        "Contact",
        "Damage",
        "Decoded",
        "Downloading",
        "Effects",
        "Ending",
        "Endpoint",
        "Event",
        "EventBody",
        "Exchange",
        "Field",
        "Fields",
        "Finding",
        "HeaderList",
        "Issue",
        "Kind",
        "LoginOptions",
        "LoginWay",
        "Medium",
        "Member",
        "Moment",
        "Outcome",
        "Pace",
        "Place",
        "PollWatch",
        "Profile",
        "Protocol",
        "Reading",
        "RecordedOptions",
        "Release",
        "Reply",
        "Report",
        "Rerun",
        "RerunOptions",
        "RerunResult",
        "Send",
        "SendOptions",
        "Sending",
        "Sent",
        "ServeOptions",
        "Serving",
        "SessionState",
        "Severity",
        "Statistics",
        "Strike",
        "TakeBytes",
        "Timeline",
        "Timing",
        "Told",
        "TracedValue",
        "Transform",
        "Transport",
        "TransportOptions",
        "Unmatched",
        "Unused",
        "WireFailure",
        "WireRequest",
        "WireResponse",
      ]
    `);
  });
});
