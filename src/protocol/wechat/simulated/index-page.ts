/** The index page: a web client in miniature that works against the simulated backend. */
import { pageScript } from './index-script.ts';
import { pageStyle } from './index-style.ts';

interface Shown {
  /** The cookies are those of a live session. */
  readonly isLogin: boolean;
  /** Host that was asked. */
  readonly host: string;
  /** Host of the account's family. */
  readonly mainHost: string;
}

/** A paper clip: drawn, since not every system has one among its letters. */
const clip =
  '<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round">' +
  '<path d="m20 11-8.4 8.4a5.2 5.2 0 0 1-7.4-7.4l8.8-8.8a3.5 3.5 0 0 1 5 5l-8.7 8.7a1.8 1.8 0 0 1-2.6-2.6l8-8"/></svg>';

/** One self-contained page; nothing is loaded but what the protocol asks for. */
export function indexPage({ isLogin, host, mainHost }: Shown): string {
  // A page opened elsewhere is logged out: the cookies belong to the account's own host.
  const state = isLogin && host === mainHost ? '1' : '';
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>WeChat for Web, simulated</title>
<style>${pageStyle}</style>
<script>window.MMCgi={isLogin:!!"${state}"};</script>
</head><body>
<main id="login"><h1>WeChat for Web</h1><img id="code" alt="QR code"><p id="hint">Asking for a QR code…</p>
<p id="more" hidden>No phone at hand? A click on the code opens a simulated one.</p>
<button id="again" hidden>New QR code</button><button id="push" hidden>Log in on the phone again</button></main>
<div id="app" hidden>
<nav><header><img id="face" alt=""><b id="name"></b></header><ul id="chats"></ul></nav>
<section><header><b id="title"></b><button id="logout">Log out</button></header><ol id="messages"></ol>
<form id="compose"><label title="Send a file">${clip}<input id="file" type="file" hidden></label>
<input id="text" autocomplete="off" placeholder="Message"><button>Send</button></form></section>
</div>
<script>${pageScript}</script>
</body></html>
`;
}
