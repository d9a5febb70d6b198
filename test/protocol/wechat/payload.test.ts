/** Holds what is read from the XML of a message to realistic examples of each kind (protocol.md 6.5). */
import { describe, expect, test } from 'vitest';
import { messageEvent } from '../../../src/protocol/wechat/messages.ts';

/** As the server writes it: escaped once, line breaks as tags. */
const written = (xml: string): string =>
  xml
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br/>');
const payload = (fields: Record<string, unknown>, xml = ''): unknown =>
  messageEvent({ MsgId: '1', FromUserName: '@a', ToUserName: '@b', Content: written(xml), ...fields }, '@b')
    .payload;
const appmsg = (type: number, inner: string, fields: Record<string, unknown> = {}): unknown =>
  payload(
    { MsgType: 49, AppMsgType: type, ...fields },
    `<?xml version="1.0"?>\n<msg>\n\t<appmsg appid="wx1" sdkver="0">\n\t\t<type>${type}</type>\n${inner}\n\t</appmsg>\n\t<fromusername>wxid_a</fromusername>\n</msg>`,
  );

describe('media', () => {
  test('a picture has its sizes', () => {
    const xml = '<msg>\n<img length="6503" hdlength="120000" />\n<commenturl></commenturl>\n</msg>';
    expect(payload({ MsgType: 3, ImgWidth: 120, ImgHeight: 90 }, xml)).toEqual({
      width: 120,
      height: 90,
      bytes: 6503,
      originalBytes: 120000,
    });
  });

  test('a picture that was not uploaded in full has none of those', () => {
    expect(payload({ MsgType: 3 }, '<msg><img length="0" hdlength="0" /></msg>')).toBeUndefined();
  });

  test('a voice message has its length', () => {
    const xml =
      '<msg><voicemsg endflag="1" cancelflag="0" forwardflag="0" voiceformat="4" voicelength="1860" length="3008" bufid="0" clientmsgid="c" fromusername="wxid_a" /></msg>';
    expect(payload({ MsgType: 34, VoiceLength: 1860 }, xml)).toEqual({ durationMs: 1860, bytes: 3008 });
    expect(payload({ MsgType: 34 }, xml)).toEqual({ durationMs: 1860, bytes: 3008 });
  });

  test.each([43, 62])('a video of MsgType %d has its length and size', (MsgType) => {
    const xml = '<msg><videomsg aeskey="k" playlength="5" length="900000" fromusername="wxid_a" /></msg>';
    const size = { ImgWidth: 135, ImgHeight: 240 };
    const read = { durationS: 5, width: 135, height: 240, bytes: 900000 };
    expect(payload({ MsgType, ...size, PlayLength: 5 }, xml)).toEqual(read);
    expect(payload({ MsgType, ...size }, xml)).toEqual(read);
  });

  test('a sticker has its digest and size', () => {
    const xml =
      '<msg><emoji fromusername = "wxid_a" tousername = "wxid_b" type="2" idbuffer="media:0_0" md5="0123456789abcdef0123456789abcdef" len = "8192" productid="com.tencent.xin.emoticon.x" width="240" height="200" /><gameext type="0" content="0" ></gameext></msg>';
    expect(payload({ MsgType: 47 }, xml)).toEqual({
      md5: '0123456789abcdef0123456789abcdef',
      bytes: 8192,
      width: 240,
      height: 200,
      product: 'com.tencent.xin.emoticon.x',
    });
  });

  test('a throw of dice has its result', () => {
    const xml = '<msg><emoji md5="d" len="1" /><gameext type="2" content="9" ></gameext></msg>';
    expect(payload({ MsgType: 47 }, xml)).toMatchObject({ game: 2, result: 9 });
  });
});

describe('people', () => {
  test('a friend request says who asks and why', () => {
    const RecommendInfo = {
      UserName: '@c',
      NickName: '小红',
      Content: '我是小红',
      Alias: 'hong',
      Scene: 14,
      Province: '广东',
      City: '深圳',
      Ticket: 'v2_0a@stranger',
    };
    const xml =
      '<msg fromusername="wxid_c" encryptusername="v1_0a@stranger" fromnickname="other" content="x" scene="14" />';
    expect(payload({ MsgType: 37, RecommendInfo }, xml)).toEqual({
      userName: '@c',
      nickName: '小红',
      alias: 'hong',
      greeting: '我是小红',
      scene: 14,
      province: '广东',
      city: '深圳',
    });
  });

  test('a friend request without RecommendInfo is read from its XML', () => {
    const xml =
      '<msg encryptusername="v1_0a@stranger" fromnickname="小红" content="我是小红" scene="3" alias="" />';
    expect(payload({ MsgType: 37 }, xml)).toEqual({
      userName: 'v1_0a@stranger',
      nickName: '小红',
      greeting: '我是小红',
      scene: 3,
    });
  });

  test('a card says who is meant', () => {
    const xml =
      "<msg bigheadimgurl='http://a/0' username='wxid_d' nickname='小刚 &amp; co' shortpy='XG' scene='17' sex='1' certflag='0' />";
    expect(payload({ MsgType: 42 }, xml)).toEqual({ userName: 'wxid_d', nickName: '小刚 & co', scene: 17 });
  });

  test.each([null, 'text', 5, []])('RecommendInfo %o is none', (RecommendInfo) => {
    expect(payload({ MsgType: 40, RecommendInfo }, '')).toBeUndefined();
  });
});

describe('a place', () => {
  const OriContent =
    '<?xml version="1.0"?>\n<msg>\n\t<location x="39.908" y="-116.397" scale="16" label="北京市东城区" maptype="0" poiname="天安门" />\n</msg>';
  const Url = 'http://apis.map.qq.com/uri/v1/geocoder?coord=39.908,-116.397';
  const Content =
    '北京市东城区:<br/>/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?url=xxx&msgid=1&pictype=location';
  const read = {
    label: '北京市东城区',
    poi: '天安门',
    latitude: 39.908,
    longitude: -116.397,
    scale: 16,
    url: Url,
  };

  test('is read from its XML', () => {
    expect(payload({ MsgType: 1, SubMsgType: 48, Content, OriContent, Url })).toEqual(read);
    expect(payload({ MsgType: 48, Content: written(OriContent), Url })).toEqual(read);
  });

  test('without XML is read from the link to its map', () => {
    expect(payload({ MsgType: 1, SubMsgType: 48, Content, Url })).toEqual({
      label: '北京市东城区',
      latitude: 39.908,
      longitude: -116.397,
      url: Url,
    });
  });

  test('in a room stands behind the name of its writer', () => {
    const got = payload({
      MsgType: 1,
      SubMsgType: 48,
      FromUserName: '@@r',
      Content: `@a:<br/>${Content}`,
      Url,
    });
    expect(got).toMatchObject({ label: '北京市东城区' });
  });
});

describe('app messages', () => {
  test('a link has its title and address', () => {
    const inner =
      '<title>标题 &amp; more</title><des>描述</des><url>http://a.org/?x=1&amp;y=2</url><sourcedisplayname>来源</sourcedisplayname>';
    expect(appmsg(5, inner)).toEqual({
      title: '标题 & more',
      description: '描述',
      url: 'http://a.org/?x=1&y=2',
      source: '来源',
    });
  });

  test('the articles of an official account are listed', () => {
    const article = (name: string): string =>
      `<item><title><![CDATA[${name}]]></title><url><![CDATA[http://a.org/${name}?a=1&b=2]]></url><digest>d</digest><cover>http://a.org/c.jpg</cover><pub_time>1</pub_time></item>`;
    const inner = `<title>one</title><mmreader><category type="20" count="2">${article('one')}${article('two')}</category></mmreader>`;
    expect(appmsg(5, inner)).toMatchObject({
      articles: [
        { title: 'one', url: 'http://a.org/one?a=1&b=2', digest: 'd', cover: 'http://a.org/c.jpg' },
        { title: 'two', url: 'http://a.org/two?a=1&b=2', digest: 'd', cover: 'http://a.org/c.jpg' },
      ],
    });
  });

  test('the news of the day are articles too', () => {
    const xml =
      '<mmreader><category count="1"><item><title>news</title><url>http://a.org</url></item></category></mmreader>';
    expect(payload({ MsgType: 1, FromUserName: 'newsapp' }, xml)).toEqual({
      articles: [{ title: 'news', url: 'http://a.org' }],
    });
  });

  test('a file has its name, size and id', () => {
    const inner =
      '<title>笔记.txt</title><appattach><totallen>600000</totallen><attachid>@cdn_1</attachid><fileext>txt</fileext></appattach>';
    const wire = { FileName: '笔记.txt', FileSize: '600000', MediaId: '@crypt_0a_0b' };
    expect(appmsg(6, inner, wire)).toEqual({
      name: '笔记.txt',
      bytes: 600000,
      extension: 'txt',
      mediaId: '@crypt_0a_0b',
    });
    expect(appmsg(6, inner)).toEqual({
      name: '笔记.txt',
      bytes: 600000,
      extension: 'txt',
      mediaId: '@cdn_1',
    });
  });

  test('music has its stream', () => {
    const inner =
      '<title>歌</title><des>歌手</des><url>http://a.org</url><dataurl>http://a.org/a.mp3</dataurl>';
    expect(appmsg(3, inner)).toMatchObject({ title: '歌', dataUrl: 'http://a.org/a.mp3' });
  });

  test('a transfer has its amount and step', () => {
    const inner =
      '<title><![CDATA[微信转账]]></title><des><![CDATA[收到转账0.10元。如需收钱，请点此升级至最新版本]]></des><wcpayinfo><paysubtype>1</paysubtype><feedesc><![CDATA[￥0.10]]></feedesc><transcationid><![CDATA[t1]]></transcationid><transferid><![CDATA[t2]]></transferid><pay_memo><![CDATA[饭钱]]></pay_memo></wcpayinfo>';
    expect(appmsg(2000, inner)).toEqual({
      title: '微信转账',
      description: '收到转账0.10元。如需收钱，请点此升级至最新版本',
      amount: '￥0.10',
      memo: '饭钱',
      step: 1,
      transferId: 't2',
      transactionId: 't1',
    });
  });

  test.each([33, 36])('a mini program of type %d has its page', (type) => {
    const inner =
      '<title>小程序</title><sourcedisplayname>名</sourcedisplayname><url>https://mp.weixin.qq.com/x</url><weappinfo><pagepath><![CDATA[pages/index.html]]></pagepath><username>gh_0a@app</username><appid>wx2</appid></weappinfo>';
    expect(appmsg(type, inner)).toEqual({
      title: '小程序',
      url: 'https://mp.weixin.qq.com/x',
      program: '名',
      userName: 'gh_0a@app',
      appId: 'wx2',
      page: 'pages/index.html',
    });
  });

  test('a quote has the message that it answers, XML in it included', () => {
    const inner =
      '<title>好的</title><refermsg><type>49</type><svrid>8000000000000000003</svrid><fromusr>wxid_a</fromusr><chatusr>wxid_b</chatusr><displayname>小明</displayname><content>&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;a&lt;/title&gt;&lt;/appmsg&gt;&lt;/msg&gt;</content></refermsg>';
    expect(appmsg(57, inner)).toEqual({
      title: '好的',
      quoted: {
        type: 49,
        id: '8000000000000000003',
        from: 'wxid_a',
        chat: 'wxid_b',
        name: '小明',
        text: '<msg><appmsg><title>a</title></appmsg></msg>',
      },
    });
  });

  test('a video of the channels has its author', () => {
    const inner =
      '<title>当前版本不支持展示该内容</title><finderFeed><objectId>14000000000000000001</objectId><nickname>作者</nickname><desc>视频</desc><username>v2_0a@finder</username></finderFeed>';
    expect(appmsg(51, inner)).toEqual({
      title: '当前版本不支持展示该内容',
      author: '作者',
      description: '视频',
      objectId: '14000000000000000001',
      userName: 'v2_0a@finder',
    });
  });

  test.each([1, 2, 7, 8, 9, 10, 13, 15, 16, 17, 19, 53, 4242])('type %d has at least its title', (type) => {
    expect(appmsg(type, '<title>t</title><des>d</des><url>http://a.org</url>')).toEqual({
      title: 't',
      description: 'd',
      url: 'http://a.org',
    });
  });

  test('XML that is broken leaves what the message says beside it', () => {
    expect(appmsg(6, '<title>', { FileName: 'a.txt', FileSize: '5' })).toEqual({ name: 'a.txt', bytes: 5 });
    expect(appmsg(5, '</appmsg><<<', { FileName: 'title', Url: 'http://a.org' })).toMatchObject({
      url: 'http://a.org',
    });
  });

  test('a declared charset is not believed', () => {
    const xml = '<?xml version="1.0" encoding="gb2312"?><msg><appmsg><title>标题</title></appmsg></msg>';
    expect(payload({ MsgType: 49, AppMsgType: 1 }, xml)).toEqual({ title: '标题' });
  });

  test('emoji of a title are read', () => {
    expect(appmsg(1, '<title>hi</title>'.replace('hi', 'hi😄'))).toEqual({ title: 'hi😄' });
    const Content =
      '&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;hi<span class="emoji emoji1f604"></span>&lt;/title&gt;&lt;/appmsg&gt;&lt;/msg&gt;';
    expect(payload({ MsgType: 49, AppMsgType: 1, Content })).toEqual({ title: 'hi😄' });
  });
});

describe('the phone and the server', () => {
  test.each([
    [1, 'read'],
    [2, 'entered-chat'],
    [4, 'synced-chats'],
    [5, 'left-chat'],
  ])('status %d means %s', (StatusNotifyCode, means) => {
    const xml = "<msg>\n<op id='4'>\n<username>filehelper,1@chatroom</username>\n</op>\n</msg>";
    const StatusNotifyUserName = 'filehelper,@@r,';
    expect(payload({ MsgType: 51, StatusNotifyCode, StatusNotifyUserName }, xml)).toEqual({
      code: StatusNotifyCode,
      means,
      users: ['filehelper', '@@r'],
    });
  });

  test('a nudge comes as XML', () => {
    const xml =
      '<sysmsg type="pat"><pat><fromusername>wxid_a</fromusername><chatusername>1@chatroom</chatusername><pattedusername>wxid_b</pattedusername><template><![CDATA["$wxid_a" 拍了拍我]]></template></pat></sysmsg>';
    const read = { type: 'pat', template: '"$wxid_a" 拍了拍我', from: 'wxid_a', to: 'wxid_b' };
    expect(payload({ MsgType: 10002 }, xml)).toEqual(read);
    expect(payload({ MsgType: 10000, Content: `"小明"说${written(xml)}` })).toEqual(read);
  });

  test('a to-do comes as XML', () => {
    expect(
      payload({ MsgType: 10002 }, '<sysmsg type="roomtoolstips"><todo><title>t</title></todo></sysmsg>'),
    ).toEqual({
      type: 'roomtoolstips',
    });
  });
});
