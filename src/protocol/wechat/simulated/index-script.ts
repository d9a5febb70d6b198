/** What the index page does, as the script of the page itself. */
export const pageScript = String.raw`
(function () {
  'use strict';
  var cgi = '/cgi-bin/mmwebwx-bin';
  var host = location.host;
  var role = function (name) { return 'https://' + name + '.' + host; };
  var id = function (name) { return document.getElementById(name); };
  var now = Date.now, random = Math.random, later = window.setTimeout;
  var counter = now();
  var session = { uin: '', sid: '', skey: '', pass: '' };
  var self, syncKey, checkKey, current = 'filehelper';
  var contacts = {}, order = [], logs = {}, seen = {};

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
    id('hint').textContent = 'Asking for a QR code…';
    window.QRLogin = {};
    var back = encodeURIComponent('https://' + host + cgi + '/webwxnewloginpage');
    script(role('login') + '/jslogin?appid=wx782c26e4c19acffb&redirect_uri=' + back + '&fun=new&lang=zh_CN&_=' + counter++, function () {
      var answer = window.QRLogin;
      if (!answer.uuid) return over('No QR code: ' + answer.code);
      id('code').src = 'https://login.weixin.qq.com/qrcode/' + answer.uuid;
      id('code').onclick = function () { open('https://login.weixin.qq.com/l/' + answer.uuid); };
      id('hint').textContent = 'Scan with the phone. (A click on the code opens a simulated one.)';
      poll(answer.uuid, 1);
    });
  }
  function over(text) {
    id('hint').textContent = text;
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

  // ---- messages
  function plain(content) {
    var text = String(content).replace(/<br\s*\/?>/g, '\n').replace(/<span class="emoji emoji([0-9a-f]+)"><\/span>/g, function (all, hex) {
      var points = hex.length > 6 ? [hex.slice(0, hex.length / 2), hex.slice(hex.length / 2)] : [hex];
      return String.fromCodePoint.apply(null, points.map(function (point) { return parseInt(point, 16); }));
    });
    var page = new DOMParser().parseFromString('<!doctype html><body>' + text.replace(/</g, '&lt;'), 'text/html');
    return page.body.textContent;
  }
  function nameOf(userName) {
    var contact = contacts[userName];
    return contact ? plain(contact.RemarkName || contact.NickName) || userName : userName;
  }
  function receive(item) {
    if (seen[item.MsgId] || item.MsgType === 51) return;
    seen[item.MsgId] = true;
    var own = item.FromUserName === self.UserName;
    var chat = own ? item.ToUserName : item.FromUserName;
    var content = item.Content, author = own ? '' : chat;
    var prefix = /^(@[a-zA-Z0-9]+):<br\/>/.exec(content);
    if (chat.startsWith('@@') && prefix) { author = prefix[1]; content = content.slice(prefix[0].length); }
    if (item.MsgType === 10002) {
      var taken = (/<msgid>(\d+)</.exec(plain(content)) || [])[1];
      Object.keys(logs).forEach(function (name) {
        logs[name].forEach(function (entry) { if (entry.id === taken) entry.note = 'A message was recalled.'; });
      });
      return show(current);
    }
    keep(chat, { id: item.MsgId, own: own, author: author, item: item, content: content });
  }
  function keep(chat, entry) {
    (logs[chat] = logs[chat] || []).push(entry);
    order = [chat].concat(order.filter(function (name) { return name !== chat; }));
    if (!(chat in contacts)) details([chat]);
    if (chat === current) show(chat);
    else (contacts[chat] = contacts[chat] || { UserName: chat, NickName: chat }).news = true;
  }
  function body(entry) {
    var item = entry.item, box = document.createElement('div');
    if (entry.note) box.textContent = entry.note;
    else if (item.MsgType === 3 || item.MsgType === 47) box.append(picture(item.MsgId));
    else if (item.MsgType === 49 && item.AppMsgType === 6) box.append(link(fileUrl(item), '📄 ' + item.FileName));
    else if (item.MsgType === 49) box.append(link(item.Url ? plain(item.Url) : '#', '🔗 ' + plain(item.FileName)));
    else box.textContent = item.MsgType === 1 || item.MsgType === 10000 ? plain(entry.content) : '[' + item.MsgType + ']';
    return box;
  }
  function picture(messageId) {
    var image = new Image();
    image.src = cgi + '/webwxgetmsgimg?&MsgID=' + messageId + '&skey=' + encodeURIComponent(session.skey) + '&type=slave';
    return image;
  }
  function link(url, text) {
    var tag = document.createElement('a');
    tag.href = /^https?:/.test(url) ? url : '#';
    tag.target = '_blank';
    tag.rel = 'noreferrer';
    tag.textContent = text;
    return tag;
  }
  function fileUrl(item) {
    return role('file') + cgi + '/webwxgetmedia?sender=' + item.FromUserName + '&mediaid=' + item.MediaId + '&encryfilename=' + item.EncryFileName +
      '&fromuser=' + session.uin + '&pass_ticket=' + encodeURIComponent(session.pass) + '&webwx_data_ticket=' + encodeURIComponent(cookie('webwx_data_ticket'));
  }
  function show(chat) {
    current = chat;
    if (contacts[chat]) contacts[chat].news = false;
    id('title').textContent = nameOf(chat);
    id('messages').replaceChildren.apply(id('messages'), (logs[chat] || []).map(function (entry) {
      var row = document.createElement('li'), who = document.createElement('small');
      row.className = entry.item.MsgType === 10000 || entry.note ? 'note' : entry.own ? 'own' : '';
      who.textContent = entry.own || row.className === 'note' ? '' : nameOf(entry.author);
      row.append(who, body(entry));
      return row;
    }));
    id('messages').scrollTop = 1e9;
    paint();
  }
  function paint() {
    id('chats').replaceChildren.apply(id('chats'), order.filter(function (name) { return contacts[name] && name !== self.UserName; }).map(function (name) {
      var row = document.createElement('li'), image = new Image(), label = document.createElement('span');
      image.loading = 'lazy';
      image.src = contacts[name].HeadImgUrl || '';
      label.textContent = nameOf(name);
      if (name === current) row.setAttribute('aria-current', 'true');
      if (contacts[name].news) row.className = 'news';
      row.onclick = function () { show(name); };
      row.append(image, label);
      return row;
    }));
  }

  // ---- sending
  function message(fields) {
    var local = now() + '0' + digits(3);
    return Object.assign(fields, { FromUserName: self.UserName, ToUserName: current, LocalID: local, ClientMsgId: local });
  }
  function send(path, fields, shown) {
    var chat = current;
    post(path, { BaseRequest: base(), Msg: message(fields), Scene: 0 }).then(function (answer) {
      var ok = answer.BaseResponse.Ret === 0;
      seen[answer.MsgID] = true;
      shown.MsgId = answer.MsgID;
      keep(chat, { id: answer.MsgID, own: true, author: '', item: shown, content: shown.Content, note: ok ? '' : 'Not sent: ' + answer.BaseResponse.Ret });
    });
  }
  function escaped(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  }
  function upload(file) {
    var piece = 524288, pieces = Math.max(1, Math.ceil(file.size / piece)), to = current;
    var isPicture = file.type.startsWith('image/');
    var request = JSON.stringify({
      UploadType: 2, BaseRequest: base(), ClientMediaId: now(), TotalLen: file.size, StartPos: 0, DataLen: file.size,
      MediaType: 4, FromUserName: self.UserName, ToUserName: to
    });
    function next(index) {
      var form = new FormData();
      form.append('id', 'WU_FILE_0');
      form.append('name', file.name);
      form.append('type', file.type || 'application/octet-stream');
      form.append('lastModifiedDate', String(new Date(file.lastModified)));
      form.append('size', file.size);
      if (pieces > 1) { form.append('chunks', pieces); form.append('chunk', index); }
      form.append('mediatype', isPicture ? 'pic' : 'doc');
      form.append('uploadmediarequest', request);
      form.append('webwx_data_ticket', cookie('webwx_data_ticket'));
      form.append('pass_ticket', decodeURIComponent(session.pass));
      form.append('filename', file.slice(index * piece, (index + 1) * piece), file.name);
      return fetch(role('file') + cgi + '/webwxuploadmedia?f=json', { method: 'POST', body: form, credentials: 'include' })
        .then(function (reply) { return reply.json(); })
        .then(function (answer) { return index + 1 < pieces ? next(index + 1) : answer.MediaId; });
    }
    next(0).then(function (mediaId) {
      if (isPicture) return send('/webwxsendmsgimg?fun=async&f=json', { Type: 3, MediaId: mediaId, Content: '' }, { MsgType: 3 });
      var extension = file.name.includes('.') ? file.name.split('.').pop() : '';
      var xml = "<appmsg appid='wxeb7ec651dd0aefa9' sdkver=''><title>" + file.name + '</title><des></des><action></action><type>6</type><content></content><url></url><lowurl></lowurl><appattach><totallen>' +
        file.size + '</totallen><attachid>' + mediaId + '</attachid><fileext>' + extension + '</fileext></appattach><extinfo></extinfo></appmsg>';
      send('/webwxsendappmsg?fun=async&f=json', { Type: 6, Content: xml }, {
        MsgType: 49, AppMsgType: 6, FileName: file.name, FromUserName: self.UserName, MediaId: mediaId, EncryFileName: encodeURIComponent(file.name)
      });
    });
  }

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
  if (window.MMCgi.isLogin) start(); else showCode();
})();
`;
