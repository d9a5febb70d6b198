/** What the index page does, as the script of the page itself: login, session and sync. */
import { pageMessages } from './index-messages.ts';
import { pageSending } from './index-sending.ts';

const pageLogin = `
  'use strict';
  var cgi = '/cgi-bin/mmwebwx-bin';
  var host = location.host;
  var role = function (name) { return 'https://' + name + '.' + host; };
  var id = function (name) { return document.getElementById(name); };
  var now = Date.now, random = Math.random, later = window.setTimeout;
  var counter = now();
  var session = { uin: '', sid: '', skey: '', pass: '' };
  var self, syncKey, checkKey, current = 'filehelper';
  var contacts = {}, order = [], logs = {}, seen = {}, isLeaving = false;

  function cookie(name) {
    var found = new RegExp('(?:^|; )' + name + '=([^;]*)').exec(document.cookie);
    return found ? found[1] : '';
  }
  function digits(count) {
    var out = '';
    while (out.length < count) out += Math.floor(random() * 10);
    return out;
  }
  function script(url, done) {
    var tag = document.createElement('script');
    tag.onload = tag.onerror = function (event) { tag.remove(); done(event.type === 'load'); };
    tag.src = url;
    document.head.append(tag);
  }
  function base() {
    return { Uin: session.uin, Sid: session.sid, Skey: session.skey, DeviceID: 'e' + digits(15) };
  }
  function ticketed(url) {
    if (!session.pass) return url;
    return url + (url.includes('?') ? '&' : '?') + 'pass_ticket=' + encodeURIComponent(session.pass);
  }
  function post(path, body) {
    return fetch(ticketed(cgi + path), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json;charset=UTF-8', Accept: 'application/json, text/plain, */*' },
      body: JSON.stringify(body)
    }).then(function (reply) { return reply.json(); });
  }

  // ---- login
  function showCode() {
    id('again').hidden = true;
    id('code').removeAttribute('src');
    id('hint').textContent = 'Asking for a QR code…';
    window.QRLogin = {};
    var back = encodeURIComponent('https://' + host + cgi + '/webwxnewloginpage');
    script(role('login') + '/jslogin?appid=wx782c26e4c19acffb&redirect_uri=' + back + '&fun=new&lang=zh_CN&_=' + counter++, function () {
      var answer = window.QRLogin;
      if (!answer.uuid) return over('No QR code: ' + answer.code);
      id('code').src = 'https://login.weixin.qq.com/qrcode/' + answer.uuid;
      id('code').onclick = function () { open('https://login.weixin.qq.com/l/' + answer.uuid); };
      id('hint').textContent = 'Scan the code with the phone.';
      id('more').hidden = false;
      poll(answer.uuid, 1);
    });
  }
  function over(text) {
    id('hint').textContent = text;
    id('more').hidden = true;
    id('again').hidden = false;
  }
  function poll(uuid, tip) {
    window.code = 0;
    var query = '?loginicon=true&uuid=' + uuid + '&tip=' + tip + '&r=' + ~now() + '&_=' + counter++;
    script(role('login') + cgi + '/login' + query, function () {
      switch (window.code) {
        case 200: return enter(window.redirect_uri);
        case 201:
          id('code').src = window.userAvatar.replace('img/jpg', 'image/jpeg');
          id('more').hidden = true;
          id('hint').textContent = 'Scanned. Confirm on the phone.';
          return poll(uuid, 0);
        case 408: return poll(uuid, 0);
        case 202: return over('Cancelled on the phone.');
        case 400: return over('The QR code has expired.');
        default: return over('The poll failed.');
      }
    });
  }
  function enter(uri) {
    if (new URL(uri).host !== host) { location.href = uri; return; }
    fetch(uri + '&fun=new&version=v2').then(function (reply) { return reply.text(); }).then(function (xml) {
      var part = function (name) { return (new RegExp('<' + name + '>(.*)</' + name + '>').exec(xml) || [])[1] || ''; };
      if (part('ret') !== '0' || !part('wxsid')) return over(part('message') || 'The login was refused.');
      session = { uin: part('wxuin'), sid: part('wxsid'), skey: part('skey'), pass: part('pass_ticket') };
      start();
    });
  }
  function pushLogin() {
    fetch(cgi + '/webwxpushloginurl?uin=' + cookie('last_wxuin')).then(function (reply) { return reply.json(); }).then(function (answer) {
      if (answer.ret !== '0') { id('push').hidden = true; return showCode(); }
      id('hint').textContent = 'Confirm on the phone.';
      id('code').removeAttribute('src');
      poll(answer.uuid, 1);
    });
  }

  // ---- session
  function start() {
    if (!session.sid) session = { uin: cookie('wxuin'), sid: cookie('wxsid'), skey: '', pass: '' };
    post('/webwxinit?r=' + ~now(), { BaseRequest: base() }).then(function (init) {
      if (init.BaseResponse.Ret !== 0) return leave(0);
      session.uin = init.User.Uin;
      session.skey = init.SKey || session.skey;
      self = init.User;
      syncKey = init.SyncKey;
      document.cookie = 'last_wxuin=' + session.uin + '; max-age=172800; secure';
      learn([self]);
      learn(init.ContactList);
      order = init.ChatSet.split(',').filter(function (name) { return name in contacts; });
      id('login').hidden = true;
      id('app').hidden = false;
      id('face').src = self.HeadImgUrl;
      id('name').textContent = plain(self.NickName);
      show(order[0] || 'filehelper');
      post('/webwxstatusnotify', { BaseRequest: base(), Code: 3, FromUserName: self.UserName, ToUserName: self.UserName, ClientMsgId: now() });
      list(0);
      details(init.ChatSet.split(',').filter(function (name) { return name.startsWith('@@'); }));
      check();
    });
  }
  function list(seq) {
    var query = '?r=' + now() + '&seq=' + seq + '&skey=' + session.skey;
    fetch(ticketed(cgi + '/webwxgetcontact' + query)).then(function (reply) { return reply.json(); }).then(function (answer) {
      learn(answer.MemberList);
      answer.MemberList.forEach(function (contact) { if (!order.includes(contact.UserName)) order.push(contact.UserName); });
      paint();
      if (answer.Seq) list(answer.Seq);
    });
  }
  function details(rooms) {
    if (!rooms.length) return;
    var wanted = rooms.map(function (name) { return { UserName: name, ChatRoomId: '' }; });
    post('/webwxbatchgetcontact?type=ex&r=' + now(), { BaseRequest: base(), Count: wanted.length, List: wanted }).then(function (answer) {
      learn(answer.ContactList);
      paint();
    });
  }
  function learn(found) {
    (found || []).forEach(function (contact) {
      contacts[contact.UserName] = Object.assign(contacts[contact.UserName] || {}, contact);
    });
  }
  function leave(type) {
    if (isLeaving) return;
    isLeaving = true;
    var form = document.createElement('form');
    form.method = 'post';
    form.action = cgi + '/webwxlogout?redirect=1&type=' + type + '&skey=' + encodeURIComponent(session.skey);
    [['sid', session.sid], ['uin', session.uin]].forEach(function (pair) {
      var input = document.createElement('input');
      input.type = 'hidden';
      input.name = pair[0];
      input.value = pair[1];
      form.append(input);
    });
    document.body.append(form);
    form.submit();
  }

`;

const pageSync = `
  // ---- sync
  function check() {
    var key = (checkKey || syncKey).List.map(function (pair) { return pair.Key + '_' + pair.Val; }).join('|');
    var query = '?r=' + now() + '&skey=' + encodeURIComponent(session.skey) + '&sid=' + encodeURIComponent(session.sid) +
      '&uin=' + session.uin + '&deviceid=e' + digits(15) + '&synckey=' + encodeURIComponent(key) + '&_=' + counter++;
    window.synccheck = undefined;
    script(role('webpush') + cgi + '/synccheck' + query, function () {
      var answer = window.synccheck;
      if (!answer) return later(check, 2000);
      if (['1100', '1101', '1102'].includes(answer.retcode)) return leave(answer.retcode === '1100' ? 0 : 1);
      if (answer.retcode !== '0' ) return later(check, 2000);
      if (answer.selector === '0') return check();
      pull().then(check, function () { later(check, 2000); });
    });
  }
  function pull() {
    var path = '/webwxsync?sid=' + session.sid + '&skey=' + session.skey;
    return post(path, { BaseRequest: base(), SyncKey: syncKey, rr: ~now() }).then(function (news) {
      if (news.SyncKey && news.SyncKey.Count > 0) syncKey = news.SyncKey;
      if (news.SyncCheckKey && news.SyncCheckKey.Count > 0) checkKey = news.SyncCheckKey;
      learn(news.ModContactList);
      (news.DelContactList || []).forEach(function (gone) {
        delete contacts[gone.UserName];
        order = order.filter(function (name) { return name !== gone.UserName; });
      });
      (news.AddMsgList || []).forEach(receive);
      paint();
    });
  }

`;

/** What starts it. */
const pageWiring = `
  id('compose').onsubmit = function (event) {
    event.preventDefault();
    var text = id('text').value;
    if (text.trim()) send('/webwxsendmsg', { Type: 1, Content: text }, { MsgType: 1, Content: escaped(text) });
    id('text').value = '';
  };
  id('file').onchange = function () {
    if (this.files[0]) upload(this.files[0]);
    this.value = '';
  };
  id('logout').onclick = function () { leave(0); };
  id('again').onclick = showCode;
  id('push').onclick = pushLogin;
  id('push').hidden = !cookie('last_wxuin');
  // Not before the page counts as loaded: a held poll would keep it loading.
  window.onload = function () {
    if (window.MMCgi.isLogin) start(); else showCode();
  };
`;

export const pageScript = `
(function () {${pageLogin}${pageSync}${pageMessages}${pageSending}${pageWiring}})();
`;
