/** System texts: sentences that stand for an event, in the language of the account (protocol.md 6.7). */

interface SystemText {
  readonly event: string;
  /** When the sentence got this wording, where it had another before. */
  readonly since?: string;
  readonly pattern: RegExp;
}

/** The first that fits wins; named groups become fields of the payload. */
const systemTexts: readonly SystemText[] = [
  { event: 'red-packet', pattern: /收到红包，请在手机上查看|Red packet received/ },
  { event: 'room-renamed', pattern: /^"?(?<by>.+?)"?修改群名为“(?<topic>.+)”$/ },
  { event: 'room-renamed', pattern: /^"?(?<by>.+?)"? changed the group name to ["“](?<topic>.+)["”]/ },
  { event: 'member-joined-by-code', pattern: /^" ?(?<who>.+)"通过扫描"?(?<by>.+?)"?分享的二维码加入群聊/ },
  {
    event: 'member-joined-by-code',
    pattern: /^"? ?(?<who>.+?)"? joined .*via the QR [Cc]ode shared by "?(?<by>.+?)"?\.?$/,
  },
  { event: 'member-invited', pattern: /^"?(?<by>.+?)"?邀请"?(?<who>.+?)"?加入了群聊/ },
  { event: 'member-invited', pattern: /^"?(?<by>.+?)"? invited "?(?<who>.+?)"? to (?:the|a) group chat/ },
  { event: 'member-removed', pattern: /^"?(?<by>.+?)"?将"(?<who>.+)"移出了群聊/ },
  { event: 'member-removed', pattern: /^"?(?<who>.+?)"?被"(?<by>.+)"移出群聊/ },
  { event: 'member-removed', pattern: /^"?(?<by>.+?)"? removed "(?<who>.+)" from the group chat/ },
  { event: 'friend-added', pattern: /^你已添加了(?<who>.+)，现在可以开始聊天了。$/ },
  { event: 'friend-added', pattern: /^"?(?<who>.+?)"?刚刚把你添加到通讯录/ },
  { event: 'friend-added', pattern: /^You have added (?<who>.+) as your WeChat contact/ },
  { event: 'not-a-friend', pattern: /^(?<who>.+)开启了朋友验证/ },
  { event: 'not-a-friend', pattern: /^(?<who>.+) has enabled Friend Confirmation/ },
  {
    event: 'nudge',
    since: '2023-04',
    pattern: /^"?(?<by>.+?)"? 拍了拍 "?(?<who>.+?)"?$/,
  },
  { event: 'nudge', pattern: /^"?(?<by>.+?)"? ?拍了拍 ?"?(?<who>.+?)"?$/ },
  { event: 'nudge', pattern: /^"?(?<by>.+?)"? (?:nudged|tickled) "?(?<who>.+?)"?$/ },
  {
    event: 'location-share-ended',
    pattern: /位置共享已经结束|Real-time location (?:sharing )?(?:has )?ended/i,
  },
];

/** What a system text says, or undefined for a sentence that nobody has met yet. */
export function systemEvent(text: string): Record<string, string> | undefined {
  const found = find(text);
  return found && { event: found.row.event, ...found.groups };
}

/** Which of the known sentences it is. */
export function wordingOf(text: string): string | undefined {
  const { event, since } = find(text)?.row ?? {};
  return event === undefined || since === undefined ? event : `${event}, since ${since}`;
}

function find(text: string): { row: SystemText; groups: Record<string, string> | undefined } | undefined {
  // Longer ones are no sentence of the server's; the bound keeps the patterns cheap.
  if (text.length > 2000) return undefined;
  const sentence = text.replace(/\s*\$revoke\$.*$/s, '').trim();
  for (const row of systemTexts) {
    const found = row.pattern.exec(sentence);
    if (found) return { row, groups: found.groups };
  }
  return undefined;
}
