/** App messages (MsgType 49): links, files, quotes, mini programs, money (protocol.md 6.3, 6.5). */

import { mediaId, messageId } from './ids.mjs';
import { escaped, typed, xmlText } from './text.mjs';

/** @typedef {import('./messages.mjs').Chat} Chat */

/**
 * An app message; `inner` is what this type has beyond title, description and address.
 * @param {Chat} chat
 * @param {{ type: number, title: string, des?: string, url?: string, appId?: string, appName?: string, attach?: string, inner?: string, rawDes?: boolean, fields?: object, charset?: string }} app
 */
export function app(
  chat,
  {
    type,
    title,
    des = '',
    url = '',
    appId = '',
    appName = '',
    attach,
    inner = '',
    rawDes = false,
    fields = {},
    charset,
  },
) {
  const appattach =
    attach ??
    '<totallen>0</totallen>\n<attachid></attachid>\n<emoticonmd5></emoticonmd5>\n<fileext></fileext>\n<aeskey></aeskey>';
  const encoding = charset ? ` encoding="${charset}"` : '';
  const content = `<?xml version="1.0"${encoding}?>\n<msg>\n<appmsg appid="${appId}" sdkver="0">\n<title>${xmlText(title)}</title>\n<des>${rawDes ? des : xmlText(des)}</des>\n<action></action>\n<type>${type}</type>\n<showtype>0</showtype>\n<content></content>\n<url>${xmlText(url)}</url>\n<dataurl></dataurl>\n<lowurl></lowurl>\n<lowdataurl></lowdataurl>\n<appattach>\n${appattach}\n</appattach>\n<extinfo></extinfo>\n<sourceusername></sourceusername>\n<sourcedisplayname></sourcedisplayname>\n${inner}</appmsg>\n<fromusername>${chat.from.wxid}</fromusername>\n<scene>0</scene>\n<appinfo>\n<version>1</version>\n<appname>${appName}</appname>\n</appinfo>\n<commenturl></commenturl>\n</msg>\n`;
  return chat.message({
    MsgType: 49,
    Content: escaped(content),
    FileName: typed(title),
    Url: escaped(url),
    AppMsgType: type,
    AppInfo: { AppID: appId, Type: 0 },
    ...fields,
  });
}

/** A file waiting on the file host. @param {Chat} chat */
export function file(chat, { name, size }) {
  const id = mediaId(chat.random);
  const extension = name.split('.').at(-1);
  return app(chat, {
    type: 6,
    title: name,
    appId: 'wx6618f1cfc6c132f8',
    attach: `<totallen>${size}</totallen>\n<attachid>@cdn_${chat.random.hex(64)}_1</attachid>\n<fileext>${extension}</fileext>\n<fileuploadtoken></fileuploadtoken>\n<overwrite_newmsgid>${messageId(chat.random)}</overwrite_newmsgid>\n<filekey>${chat.random.hex(32)}</filekey>\n<aeskey>${chat.random.hex(32)}</aeskey>\n<encryver>1</encryver>\n<islargefilemsg>0</islargefilemsg>`,
    fields: {
      FileSize: String(size),
      MediaId: id,
      EncryFileName: encodeURIComponent(name).replaceAll('.', '%2E'),
    },
  });
}

/** Articles of an official account: a link whose reader part holds them all. @param {Chat} chat */
export const articles = (chat, list, second) =>
  app(chat, {
    type: 5,
    title: list[0].title,
    des: list[0].digest,
    url: list[0].url,
    inner: `<mmreader>\n<category type="0" count="${list.length}">\n<name>${chat.from.nick}</name>\n${list
      .map(
        ({ title, url, digest }) =>
          `<item>\n<title><![CDATA[${title}]]></title>\n<url><![CDATA[${url}]]></url>\n<pub_time>${second}</pub_time>\n<cover><![CDATA[http://mmbiz.qpic.cn/mmbiz_jpg/${chat.random.hex(24)}/640]]></cover>\n<digest><![CDATA[${digest}]]></digest>\n</item>\n`,
      )
      .join('')}</category>\n</mmreader>\n`,
  });

/** An answer to an earlier message; what it quotes is XML once more escaped when that was XML. @param {Chat} chat */
export const quote = (chat, { words, quoted, of, quotedType }) =>
  app(chat, {
    type: 57,
    title: words,
    inner: `<refermsg>\n<type>${quotedType}</type>\n<svrid>${messageId(chat.random)}</svrid>\n<fromusr>${chat.room?.number ?? of.wxid}</fromusr>\n<chatusr>${of.wxid}</chatusr>\n<displayname>${xmlText(of.nick)}</displayname>\n<content>${xmlText(quoted)}</content>\n</refermsg>\n`,
  });

/** A mini program: 33 opened inside a chat, 36 shared as a card. @param {Chat} chat @param {33 | 36} type */
export const miniProgram = (chat, type, { title, name }) =>
  app(chat, {
    type,
    title,
    url: `https://mp.weixin.qq.com/mp/waerrpage?appid=wx${chat.random.hex(16)}&type=upgrade&upgradetype=3#wechat_redirect`,
    appName: name,
    inner: `<weappinfo>\n<pagepath><![CDATA[pages/index/index.html?from=share&id=7]]></pagepath>\n<username>gh_${chat.random.hex(12)}@app</username>\n<appid>wx${chat.random.hex(16)}</appid>\n<appservicetype>0</appservicetype>\n<weappiconurl><![CDATA[http://mmbiz.qpic.cn/mmbiz_png/${chat.random.hex(24)}/640?wx_fmt=png]]></weappiconurl>\n<shareId><![CDATA[1_wx${chat.random.hex(16)}_${chat.random.hex(32)}_0]]></shareId>\n</weappinfo>\n`,
  });

/** Money from one to the other; the web shows only where to look. @param {Chat} chat */
export const transfer = (chat, { amount, memo, second }) =>
  app(chat, {
    type: 2000,
    title: '微信转账',
    des: `<![CDATA[收到转账${amount}元。如需收钱，请点此升级至最新版本]]>`,
    rawDes: true,
    url: 'https://support.weixin.qq.com/cgi-bin/mmsupport-bin/readtemplate?t=page/common_page__upgrade&text=text001&btn_text=btn_text_0',
    inner: `<wcpayinfo>\n<paysubtype>1</paysubtype>\n<feedesc><![CDATA[￥${amount}]]></feedesc>\n<transcationid><![CDATA[1000050001${chat.random.digits(22)}]]></transcationid>\n<transferid><![CDATA[1000050001${chat.random.digits(22)}]]></transferid>\n<invalidtime><![CDATA[${second + 86_400}]]></invalidtime>\n<begintransfertime><![CDATA[${second}]]></begintransfertime>\n<effectivedate><![CDATA[1]]></effectivedate>\n<pay_memo><![CDATA[${memo}]]></pay_memo>\n</wcpayinfo>\n`,
  });

/** A red envelope. @param {Chat} chat */
export const redEnvelope = (chat, wish) =>
  app(chat, {
    type: 2001,
    title: '微信红包',
    des: '我给你发了一个红包，赶紧去拆!',
    url: `https://wxapp.tenpay.com/mmpayhb/wxhb_personalreceive?showwxpaytitle=1&msgtype=1&channelid=1&sendid=1000039501${chat.random.digits(18)}`,
    inner: `<wcpayinfo>\n<templateid>7a2a165d31da7fce6dd77e05c300028a</templateid>\n<sendertitle><![CDATA[${wish}]]></sendertitle>\n<receivertitle><![CDATA[${wish}]]></receivertitle>\n<paymsgid><![CDATA[1000039501${chat.random.digits(18)}]]></paymsgid>\n</wcpayinfo>\n`,
  });

/** A record of other messages. @param {Chat} chat */
export const chatRecord = (chat, { title, lines }) =>
  app(chat, {
    type: 19,
    title,
    des: lines.map(([who, words]) => `${who}: ${words}`).join('\n'),
    url: 'https://support.weixin.qq.com/cgi-bin/mmsupport-bin/readtemplate?t=page/favorite_record__w_unsupport',
    inner: `<recorditem><![CDATA[<recordinfo><title>${title}</title><datalist count="${lines.length}">${lines
      .map(
        ([who, words]) =>
          `<dataitem datatype="1" dataid="${chat.random.hex(32)}"><sourcename>${who}</sourcename><datadesc>${xmlText(words)}</datadesc></dataitem>`,
      )
      .join('')}</datalist></recordinfo>]]></recorditem>\n`,
  });

/** A video of a channel. @param {Chat} chat */
export const channelVideo = (chat, { nick, words }) =>
  app(chat, {
    type: 51,
    title: '当前版本不支持展示该内容，请升级至最新版本。',
    url: 'https://support.weixin.qq.com/security/readtemplate?t=w_security_center_website/upgrade',
    inner: `<finderFeed>\n<objectId><![CDATA[${messageId(chat.random)}]]></objectId>\n<feedType><![CDATA[4]]></feedType>\n<nickname><![CDATA[${nick}]]></nickname>\n<avatar><![CDATA[http://wx.qlogo.cn/finderhead/ver_1/${chat.random.hex(16)}/0]]></avatar>\n<desc><![CDATA[${words}]]></desc>\n<mediaCount><![CDATA[1]]></mediaCount>\n<objectNonceId><![CDATA[${messageId(chat.random)}_0_25_2_1]]></objectNonceId>\n<liveId><![CDATA[0]]></liveId>\n<username><![CDATA[v2_${chat.random.hex(40)}@finder]]></username>\n<mediaList>\n<media>\n<mediaType><![CDATA[4]]></mediaType>\n<url><![CDATA[http://wxapp.tc.qq.com/251/20302/stodownload?encfilekey=${chat.random.hex(40)}]]></url>\n</media>\n</mediaList>\n</finderFeed>\n`,
  });

/** A list that a group fills in together. @param {Chat} chat */
export const groupNote = (chat, { title, lines }) =>
  app(chat, { type: 53, title: `#接龙\n${title}\n${lines.join('\n')}` });
