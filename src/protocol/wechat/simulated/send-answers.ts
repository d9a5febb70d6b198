/** Answers of sending and recalling. */

import type { Fields } from '../../codec/values.ts';
import { asText } from '../loose.ts';
import { sentKind } from '../messages.ts';
import { type Answering, type Answers, inSession, type Result } from './answers.ts';
import { type Asked, filled, notFound, reply } from './respond.ts';
import type { Session } from './session.ts';

/** How long an own message can be taken back, ms. */
const recallable = 120_000;

/** What the sender gets back; the message is not among those that it pulls. */
function send(asked: Asked, session: Session): Result {
  const { view, sim, at, row } = asked;
  const to = asText(view.sent('/Msg/ToUserName'));
  if (view.sent('/Msg') === undefined) return 1;
  if (sim.ages.has('D5') && view.sent('/Scene') === undefined) return 1;
  if (isTooOften(asked, session)) return 1205;
  const isSelf = to === session.userName;
  if ((isSelf && sim.ages.has('D37')) || (!isSelf && !session.circle.byAlias(to))) return 1204;
  const id = session.messageId();
  session.know({
    id,
    chat: to,
    at: at.now,
    own: true,
    kind: sentKind(row.name, view.sent('/Msg/Type')),
    author: session.circle.self.name,
  });
  const medium = asText(view.sent('/Msg/MediaId')) || attached(asText(view.sent('/Msg/Content')));
  if (medium !== '') session.media.show(id, medium);
  return { MsgID: id, LocalID: asText(view.sent('/Msg/LocalID') ?? view.sent('/Msg/ClientMsgId')) };
}

/** The MediaId inside an appmsg, which need not be well-formed XML: pages do not escape file names. */
const attached = (content: string): string => /<attachid>([^<]{1,1000})<\/attachid>/.exec(content)?.[1] ?? '';

function isTooOften({ sim, at }: Asked, session: Session): boolean {
  const { sends, window } = sim.scenario.limits;
  const recent = session.sends.filter((before) => at.now - before < window);
  session.sends = recent;
  if (recent.length >= sends) return true;
  recent.push(at.now);
  return false;
}

function recall(asked: Asked, session: Session): Result {
  const { view, sim, at } = asked;
  const message = session.known(asText(view.sent('/SvrMsgId')));
  const isChinese = sim.scenario.language.startsWith('zh');
  const isLate = message === undefined || at.now - message.at > recallable;
  if (!message?.own || isLate || message.chat !== asText(view.sent('/ToUserName'))) {
    const ErrMsg = isChinese ? '超过2分钟的消息不能撤回' : 'Messages can be recalled within two minutes.';
    return {
      reply: reply(asked, filled(asked.row, { BaseResponse: { Ret: 1, ErrMsg } }), { why: 'too late' }),
    };
  }
  session.forget(message.id);
  return { Introduction: '', SysWording: isChinese ? '已撤回' : 'Recalled' } satisfies Fields;
}

/** There since 2017-02. */
const recalling: Answering = (asked) =>
  asked.sim.ages.has('D8') ? inSession(recall)(asked) : notFound('not there before 2017-02');

const sending = inSession(send);

export const sendAnswers: Answers = {
  webwxsendmsg: sending,
  webwxsendmsgimg: sending,
  webwxsendvideomsg: sending,
  webwxsendappmsg: sending,
  webwxsendemoticon: sending,
  webwxrevokemsg: recalling,
};
