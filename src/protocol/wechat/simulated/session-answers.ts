/** Answers of the session's start, its presence and its reports. */
import { Body } from '../../../exchange.ts';
import type { Fields } from '../../codec/values.ts';
import { type Answering, type Answers, inSession } from './answers.ts';
import { contactEntry, selfEntry } from './entries.ts';
import { isRightHost } from './guard.ts';
import { statusNotify } from './messages.ts';
import { deliver, startSchedule } from './play.ts';
import { type Asked, rawReply, seconds } from './respond.ts';
import type { Session } from './session.ts';

/** As the phone of 2016 reports itself. */
const clientVersion = 369_297_683;
/** Status codes of webwxstatusnotify. */
const started = 3;

/** Idempotent: pages send it twice at once, bots to recover (official.md 1.1). */
function start(asked: Asked, session: Session): Fields | number {
  const { at, sim } = asked;
  if (!isRightHost(asked)) return 1100;
  if (session.initRet !== 0) return session.initRet;
  startSchedule(sim, session, at);
  const recent = session.circle.recent();
  return {
    Count: recent.length,
    ContactList: recent.map((contact) => contactEntry(session, contact)),
    SyncKey: session.stream.firstKey(),
    User: selfEntry(session),
    ChatSet: recent.map((contact) => `${session.circle.alias(contact)},`).join(''),
    SKey: session.skey,
    ClientVersion: clientVersion,
    SystemTime: seconds(at),
    GrayScale: 1,
    InviteStartCount: 40,
    ...subscriptions(session, seconds(at)),
    ClickReportInterval: 600_000,
  };
}

/** Articles of the official accounts. */
function subscriptions({ circle }: Session, now: number): Fields {
  const officials = circle
    .addressBook()
    .filter(({ kind }) => kind === 'official')
    .slice(0, 2);
  const list = officials.map((official, index) => ({
    UserName: circle.alias(official),
    MPArticleCount: 1,
    MPArticleList: [
      {
        Title: '春天适合读的三本书',
        Digest: '慢慢读',
        Cover: 'http://mmbiz.qpic.cn/mmbiz/0?wxtype=jpeg',
        Url: `http://mp.weixin.qq.com/s?__biz=MzA&mid=${2650 + index}&idx=1#rd`,
      },
    ],
    Time: now - 3600 * (index + 1),
    NickName: official.name,
  }));
  return { MPSubscribeMsgCount: list.length, MPSubscribeMsgList: list };
}

function notify(asked: Asked, session: Session): Fields {
  // The phone answers once, however often a client says that it has started.
  if (asked.view.sent('/Code') === started && !session.isNotified) {
    session.isNotified = true;
    deliver(
      asked.sim,
      session,
      asked.at,
      statusNotify(session, 4, session.circle.recent(), seconds(asked.at)),
    );
  }
  return { MsgID: session.messageId() };
}

/** A beacon is answered whoever sends it. */
const beacon: Answering = ({ row }) => rawReply(row.reply.type, Body.empty);

/** Reports are thanked for, and not looked at. */
const report: Answering = inSession(() => ({}));

export const sessionAnswers: Answers = {
  webwxinit: inSession(start),
  webwxstatusnotify: inSession(notify),
  webwxstatreport: report,
  webwxsendfeedback: report,
  reportforweb: beacon,
};
