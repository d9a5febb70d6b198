/** The part of the index page's script that sends texts, pictures and files. */
export const pageSending = `
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
      if (!ok) return unsent(chat, answer.BaseResponse.Ret);
      keep(chat, { id: answer.MsgID, own: true, author: '', item: shown, content: shown.Content });
    }, function () { unsent(chat, 'no answer'); });
  }
  function unsent(chat, why) {
    keep(chat, { own: true, author: '', item: {}, content: '', note: 'Not sent: ' + why });
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
      if (!mediaId) return unsent(to, 'the upload was refused');
      if (isPicture) return send('/webwxsendmsgimg?fun=async&f=json', { Type: 3, MediaId: mediaId, Content: '' }, { MsgType: 3 });
      var extension = file.name.includes('.') ? file.name.split('.').pop() : '';
      var xml = "<appmsg appid='wxeb7ec651dd0aefa9' sdkver=''><title>" + escaped(file.name) + '</title><des></des><action></action><type>6</type><content></content><url></url><lowurl></lowurl><appattach><totallen>' +
        file.size + '</totallen><attachid>' + mediaId + '</attachid><fileext>' + escaped(extension) + '</fileext></appattach><extinfo></extinfo></appmsg>';
      send('/webwxsendappmsg?fun=async&f=json', { Type: 6, Content: xml }, {
        MsgType: 49, AppMsgType: 6, FileName: escaped(file.name), FileSize: String(file.size), FromUserName: self.UserName, MediaId: mediaId, EncryFileName: encodeURIComponent(file.name)
      });
    }, function () { unsent(to, 'the upload failed'); });
  }

`;
