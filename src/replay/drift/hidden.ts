/** Tells when one side lacks the cookies that were there: many exporters leave them out, Chromium's unless told otherwise. */
import type { EndpointStat, Profile } from './profile.ts';

const sends = ({ request }: EndpointStat): boolean =>
  (request.children.get('cookies')?.children.size ?? 0) > 0;
const sets = ({ replies }: EndpointStat): boolean =>
  [...replies.values()].some(({ cookies }) => cookies.size > 0);

/** Whether `profile` has no cookie at all, and calls that send them in `other` went well all the same. */
function lacksCookies(profile: Profile, other: Profile): boolean {
  const stats = [...profile.endpoints];
  if (stats.some(([, stat]) => sends(stat) || sets(stat))) return false;
  const shared = (test: (stat: EndpointStat) => boolean): EndpointStat[] =>
    stats.flatMap(([name, stat]) => {
      const twin = other.endpoints.get(name);
      return twin && test(twin) ? [stat] : [];
    });
  return shared(sets).length > 0 && shared(sends).some(({ goesWell }) => goesWell);
}

/** Whether cookies cannot be compared, since one side was recorded without them. */
export const hidesCookies = (base: Profile, next: Profile): boolean =>
  lacksCookies(next, base) || lacksCookies(base, next);

export const isAboutCookies = (where: string): boolean =>
  /^\/(?:request|response)\/cookies(?:\/|$)/.test(where);
