/** Begins live sessions: with a start of the recording, with a value that the recording knows, or with a kept session. */
import type { Moment } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import type { Caller } from './caller.ts';
import { agentOf } from './callers.ts';
import { canonical } from './canonical.ts';
import { choose } from './choose.ts';
import { alternatives, type Sent } from './credentials.ts';
import type { Found } from './found.ts';
import type { Asking, Stage } from './stage.ts';
import type { Story, Take } from './tape.ts';

/**
 * A row that starts sessions. The program that has just seen the end of one gets the recording's next; everybody else
 * starts from the beginning.
 */
export function start(stage: Stage, row: Endpoint, asking: Asking, sent: readonly Sent[], at: Moment): Found {
  const openings = stage.tape.stories.flatMap((story) => {
    const [first] = story.takes;
    return first?.row === row ? [{ story, take: first }] : [];
  });
  const usable = openings.filter(({ take }) => take.flaw === undefined);
  if (usable.length === 0) return { missing: { ...(openings[0] && { unusable: openings[0].take }) } };
  const choice = choose(
    stage,
    stage.tape.roles.of(row),
    usable.map(({ take }) => take),
    asking,
  );
  if (!choice.take) return { missing: choice };
  const before = stage.callers.over(agentOf(asking.view));
  const next = before && usable.find(({ story }) => story.index > before.story.index);
  if (before && next) before.isContinued = true;
  const { story, take } = next ?? usable[0]!;
  const caller = stage.callers.begin(story, asking.view, withoutCookies(sent), at);
  return stage.give(
    take,
    caller,
    asking,
    at,
    `${take.exchange.id}: caller ${caller.number} begins session ${story.index + 1}`,
  );
}

/** A caller for values that nobody was given here; undefined where nothing begins with them. */
export function join(
  stage: Stage,
  row: Endpoint,
  { view }: Asking,
  sent: readonly Sent[],
  at: Moment,
): Caller | undefined {
  const role = stage.tape.roles.of(row);
  // A page that anybody may see does not begin the session that a left-over cookie names.
  const isOpen = !role.moves && row.code === undefined;
  const own = isOpen ? withoutCookies(sent) : ownFirst(sent);
  // What somebody has here begins no second session, whatever else the request says.
  const known = recordedIn(
    stage,
    own.filter((one) => !stage.callers.holder(one)),
  );
  if (known) return stage.callers.begin(known, view, [], at);
  if (!role.opens) return undefined;
  const story = stage.tape.stories.find(({ byRow }) => byRow.get(row.name)?.some(isGood));
  return story && stage.callers.begin(story, view, ownFirst(sent), at);
}

const isGood = ({ flaw, outcome }: Take): boolean => flaw === undefined && outcome.ok;

/** The story that has one of the identities. */
function recordedIn({ tape }: Stage, sent: readonly Sent[]): Story | undefined {
  for (const { key, value } of sent.filter(({ key: name }) => tape.roles.identities.includes(name))) {
    const spelled = alternatives(value);
    const has = ({ values }: Story): boolean =>
      [...(values.get(key) ?? [])].some((text) => spelled.includes(canonical(text)));
    const story = tape.stories.find(has);
    if (story) return story;
  }
  return undefined;
}

/** Cookies may be left over from another session. */
const withoutCookies = (sent: readonly Sent[]): Sent[] => sent.filter(({ isCookie }) => !isCookie);
const ownFirst = (sent: readonly Sent[]): Sent[] => [
  ...withoutCookies(sent),
  ...sent.filter(({ isCookie }) => isCookie),
];
