/** Messages of every kind that is not an app message: text, media, cards, calls, notices (protocol.md 6.2, 6.5). */

import { messageId, strangerTicket, wxid } from './ids.mjs';
import { escaped, typed, xmlAttribute } from './text.mjs';

/** @typedef {import('./messages.mjs').Chat} Chat */

/** An address inside the service's picture store. */
const storedAt = (random) => `3057020100044b30490201000204${random.hex(24)}02032f${random.hex(30)}`;

/** @param {Chat} chat */
export const image = (chat) =>
  chat.message({
    MsgType: 3,
    Content: escaped(
      `<?xml version="1.0"?>\n<msg>\n\t<img aeskey="${chat.random.hex(32)}" encryver="1" cdnthumburl="${storedAt(chat.random)}" cdnthumblength="3912" cdnthumbheight="120" cdnthumbwidth="90" length="65032" md5="${chat.random.hex(32)}" hevc_mid_size="41873" />\n</msg>\n`,
    ),
    ImgStatus: 2,
    ImgHeight: 120,
    ImgWidth: 90,
  });

/** The short form without addresses. @param {Chat} chat */
export const plainImage = (chat) =>
  chat.message({
    MsgType: 3,
    Content: escaped('<msg>\n<img length="6503" hdlength="0" />\n<commenturl></commenturl>\n</msg>\n'),
    ImgStatus: 2,
    ImgHeight: 68,
    ImgWidth: 120,
  });

/** @param {Chat} chat @param {number} ms */
export const voice = (chat, ms) =>
  chat.message({
    MsgType: 34,
    Content: escaped(
      `<msg><voicemsg endflag="1" cancelflag="0" forwardflag="0" voiceformat="4" voicelength="${ms}" length="${Math.round(ms * 1.6)}" bufid="0" clientmsgid="${chat.random.hex(32)}${chat.from.wxid}" fromusername="${chat.from.wxid}" /></msg>`,
    ),
    VoiceLength: ms,
  });

/** @param {Chat} chat @param {number} seconds */
export const video = (chat, seconds) =>
  chat.message({
    MsgType: 43,
    Content: escaped(
      `<?xml version="1.0"?>\n<msg>\n\t<videomsg aeskey="${chat.random.hex(32)}" cdnthumbaeskey="${chat.random.hex(32)}" cdnvideourl="${storedAt(chat.random)}" cdnthumburl="${storedAt(chat.random)}" length="1048213" playlength="${seconds}" cdnthumblength="7140" cdnthumbwidth="288" cdnthumbheight="162" fromusername="${chat.from.wxid}" md5="${chat.random.hex(32)}" isad="0" />\n</msg>\n`,
    ),
    PlayLength: seconds,
    ImgHeight: 162,
    ImgWidth: 288,
  });

/** A clip of a few seconds, of the time when they had a type of their own. @param {Chat} chat */
export const microVideo = (chat) =>
  chat.message({
    MsgType: 62,
    Content: escaped('<msg>\n<img length="6503" hdlength="0" />\n<commenturl></commenturl>\n</msg>\n'),
    PlayLength: 6,
    ImgHeight: 120,
    ImgWidth: 160,
  });

/** A sticker; from the shop it cannot be forwarded. @param {Chat} chat @param {{ fromShop?: boolean, dice?: number }} [options] */
export function sticker(chat, { fromShop = false, dice } = {}) {
  const md5 = chat.random.hex(32);
  const product = fromShop ? 'com.tencent.xin.emoticon.person.stiker_1500000000' : '';
  const game = dice
    ? `<gameext type="2" content="${dice + 3}" ></gameext>`
    : '<gameext type="0" content="0" ></gameext>';
  return chat.message({
    MsgType: 47,
    Content: fromShop
      ? ''
      : escaped(
          `<msg><emoji fromusername = "${chat.from.wxid}" tousername = "${chat.self.wxid}" type="2" idbuffer="media:0_0" md5="${md5}" len = "30713" productid="${product}" androidmd5="${md5}" androidlen="30713" s60v3md5 = "${md5}" s60v3len="30713" s60v5md5 = "${md5}" s60v5len="30713" cdnurl = "http://emoji.qpic.cn/wx_emoji/${chat.random.hex(20)}/" designerid = "" thumburl = "" encrypturl = "" aeskey= "" width= "240" height= "240" ></emoji> ${game}</msg>`,
        ),
    HasProductId: fromShop ? 1 : 0,
    ImgHeight: 120,
    ImgWidth: 120,
  });
}

/** Where somebody is, as text with a map. @param {Chat} chat @param {{ label: string, latitude: string, longitude: string }} place */
export function location(chat, { label, latitude, longitude }) {
  const message = chat.message({
    MsgType: 1,
    Url: `http://apis.map.qq.com/uri/v1/geocoder?coord=${latitude},${longitude}`,
    SubMsgType: 48,
    OriContent: locationXml({ label, latitude, longitude }),
  });
  const map = `/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?url=xxx&msgid=${message.MsgId}&pictype=location`;
  message.Content += `${typed(label)}:<br/>${map}`;
  return message;
}

/** The same, straight as XML: rare. @param {Chat} chat */
export const directLocation = (chat, place) =>
  chat.message({ MsgType: 48, Content: escaped(locationXml(place)) });

const locationXml = ({ label, latitude, longitude }) =>
  `<?xml version="1.0"?>\n<msg>\n\t<location x="${latitude}" y="${longitude}" scale="16" label="${label}" maptype="0" poiname="[位置]" />\n</msg>\n`;

/** Somebody asks to be a friend; the ticket is needed to accept. @param {Chat} chat as from `fmessage` */
export function friendRequest(chat, { nick, greeting, userName }) {
  const ticket = strangerTicket(chat.random);
  const name = wxid(chat.random);
  return chat.message({
    MsgType: 37,
    Content: escaped(
      `<msg fromusername="${name}" encryptusername="${strangerTicket(chat.random)}" fromnickname="${xmlAttribute(nick)}" content="${xmlAttribute(greeting)}" shortpy="" imagestatus="3" scene="14" country="CN" province="Yunnan" city="Dali" sign="" percard="1" sex="1" alias="" weibo="" albumflag="0" albumstyle="0" albumbgimgid="" snsflag="17" snsbgimgid="" snsbgobjectid="0" mhash="${chat.random.hex(32)}" mfullhash="${chat.random.hex(32)}" bigheadimgurl="http://wx.qlogo.cn/mmhead/ver_1/${chat.random.hex(16)}/0" smallheadimgurl="http://wx.qlogo.cn/mmhead/ver_1/${chat.random.hex(16)}/96" ticket="${ticket}" opcode="2" googlecontact="" qrticket="" chatroomusername="" sourceusername="" sourcenickname=""><brandlist count="0" ver="690000000"></brandlist></msg>`,
    ),
    RecommendInfo: {
      UserName: userName,
      NickName: nick,
      Province: '云南',
      City: '大理',
      Content: greeting,
      Scene: 14,
      AttrStatus: 102_437,
      Sex: 1,
      Ticket: ticket,
      OpCode: 2,
    },
  });
}

/** The service proposes somebody. @param {Chat} chat as from `fmessage` */
export const possibleFriend = (chat, { nick, userName }) =>
  chat.message({
    MsgType: 40,
    Content: escaped(
      `<msg fromusername="${wxid(chat.random)}" fromnickname="${xmlAttribute(nick)}" fullpy="" shortpy="" imagestatus="3" type="4" scene="4" nickname="${xmlAttribute(nick)}" sign="" snsflag="1" />`,
    ),
    RecommendInfo: {
      UserName: userName,
      NickName: nick,
      Scene: 4,
      Sex: 2,
      Ticket: strangerTicket(chat.random),
    },
  });

/** A contact's card passed on. @param {Chat} chat @param {import('./cast.mjs').Person} whose */
export const card = (chat, whose) =>
  chat.message({
    MsgType: 42,
    Content: escaped(
      `<?xml version="1.0"?>\n<msg bigheadimgurl="http://wx.qlogo.cn/mmhead/ver_1/${chat.random.hex(16)}/0" smallheadimgurl="http://wx.qlogo.cn/mmhead/ver_1/${chat.random.hex(16)}/132" username="${strangerTicket(chat.random)}" nickname="${xmlAttribute(whose.nick)}" shortpy="${whose.initials}" alias="${whose.alias}" imagestatus="3" scene="17" province="${whose.province}" city="${whose.city}" sign="" sex="${whose.sex}" certflag="${whose.verify}" certinfo="" brandIconUrl="" brandHomeUrl="" brandSubscriptConfigUrl="" brandFlags="0" regionCode="CN" />\n`,
    ),
    RecommendInfo: {
      UserName: whose.userName,
      NickName: whose.nick,
      Province: whose.province,
      City: whose.city,
      Alias: whose.alias,
      Scene: 17,
      VerifyFlag: whose.verify,
      Sex: whose.sex,
    },
  });

/** Calls: 50 rings, 52 tells who answered, 53 invites. @param {Chat} chat @param {50 | 52 | 53} type */
export const call = (chat, type) =>
  chat.message({
    MsgType: type,
    Content: escaped(
      {
        50: `<voipinvitemsg><roomid>${chat.random.digits(9)}</roomid><key>${chat.random.digits(18)}</key><status>1</status><invitetype>1</invitetype></voipinvitemsg>`,
        52: '<voipmt><invite_type>1</invite_type><status>2</status></voipmt>',
        53: `<voipinvitemsg><roomid>${chat.random.digits(9)}</roomid><key>${chat.random.digits(18)}</key><status>4</status><invitetype>0</invitetype></voipinvitemsg>`,
      }[type],
    ),
  });

/** What the account does on its other devices. @param {Chat} chat @param {1 | 2 | 5} code @param {{ userName: string, wxid: string }} about */
export const statusNotify = (chat, code, about) =>
  chat.message({
    MsgType: 51,
    ToUserName: about.userName,
    Content: escaped(`<msg>\n<op id='${code}'>\n<username>${about.wxid}</username>\n</op>\n</msg>`),
    StatusNotifyCode: code,
    StatusNotifyUserName: about.userName,
  });

/** The conversations of the phone: aliases in the field, lasting names in the XML, paired by position. */
export function conversations(chat, list, second) {
  const names = list.map(({ wxid: person, number }) => number ?? person);
  const unread = names
    .slice(1, 3)
    .map(
      (name) =>
        `<chat>\n<username>${name}</username>\n<lastreadtime>${second - 86_400}</lastreadtime>\n</chat>\n`,
    );
  return chat.message({
    MsgType: 51,
    ToUserName: chat.self.userName,
    Content: escaped(
      `<msg>\n<op id='4'>\n<username>${names.join(',')}</username>\n<unreadchatlist>\n${unread.join('')}</unreadchatlist>\n<unreadfunctionlist>\n</unreadfunctionlist>\n</op>\n</msg>`,
    ),
    StatusNotifyCode: 4,
    StatusNotifyUserName: list.map(({ userName }) => userName).join(','),
  });
}

/** Somebody took a message back. @param {Chat} chat @param {string} revokedId @param {string} words */
export const revoke = (chat, revokedId, words) =>
  chat.message({
    MsgType: 10002,
    Status: 4,
    Content: escaped(
      `<sysmsg type="revokemsg"><revokemsg><session>${chat.room?.number ?? chat.from.wxid}</session><oldmsgid>${chat.random.integer(1_600_000_000, 1_699_999_999)}</oldmsgid><msgid>${revokedId}</msgid><replacemsg><![CDATA[${words}]]></replacemsg></revokemsg></sysmsg>`,
    ),
  });

/** Somebody nudged somebody. @param {Chat} chat */
export const nudge = (chat, { by, whom, words }) =>
  chat.message({
    MsgType: 10002,
    Status: 4,
    Content: escaped(
      `<sysmsg type="pat">\n<pat>\n  <fromusername>${by.wxid}</fromusername>\n  <chatusername>${chat.room?.number ?? by.wxid}</chatusername>\n  <pattedusername>${whom.wxid}</pattedusername>\n  <patsuffix><![CDATA[]]></patsuffix>\n  <patsuffixversion>0</patsuffixversion>\n  <template><![CDATA[${words}]]></template>\n</pat>\n</sysmsg>`,
    ),
  });

/** A task shared in a room; the XML follows a line of text. @param {Chat} chat */
export const roomTodo = (chat, title) =>
  chat.message({
    MsgType: 10002,
    Status: 4,
    Content: `${chat.room.number}:<br/>${escaped(
      `<sysmsg type="roomtoolstips">\n<todo>\n  <op>0</op>\n  <todoid><![CDATA[related_msgid_${messageId(chat.random)}]]></todoid>\n  <username><![CDATA[roomannouncement@app.origin]]></username>\n  <title><![CDATA[${title}]]></title>\n  <oper><![CDATA[${chat.from.wxid}]]></oper>\n</todo>\n</sysmsg>`,
    )}`,
  });

/** News of the day; the sender is the literal `newsapp`. @param {Chat} chat */
export const news = (chat, articles, second) =>
  chat.message({
    FromUserName: 'newsapp',
    MsgType: 1,
    Content: escaped(
      `<mmreader>\n<category type="20" count="${articles.length}">\n<name>腾讯新闻</name>\n<topnew>\n<cover></cover>\n<width>0</width>\n<height>0</height>\n<digest>${articles[0].digest}</digest>\n</topnew>\n${articles
        .map(
          ({ title, digest }) =>
            `<newitem>\n<title>${title}</title>\n<url>http://view.inews.qq.com/a/${chat.random.digits(14)}</url>\n<pub_time>${second}</pub_time>\n<cover></cover>\n<digest>${digest}</digest>\n</newitem>\n`,
        )
        .join('')}</category>\n</mmreader>`,
    ),
  });
