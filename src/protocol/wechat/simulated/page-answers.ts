/** Answers that are pages: the index page, and the one that stands for the phone. */

import type { Answer } from '../../backend.ts';
import { parseForm } from '../../codec/form.ts';
import type { Answers } from './answers.ts';
import { mainHost, sessionOf } from './guard.ts';
import { indexPage } from './index-page.ts';
import { act, type PhoneAction } from './phone.ts';
import { phonePage } from './phone-page.ts';
import { type Asked, html } from './respond.ts';

const fresh: readonly [string, string][] = [['Cache-Control', 'no-cache, must-revalidate']];

/** It follows the cookies: with those of a live session it says so, and the page goes on from there. */
function index(asked: Asked): Answer {
  const { sim, view } = asked;
  const isMain = sim.table.roles(view.url.host).some(({ role }) => role === 'main');
  if (!isMain) return html('<!DOCTYPE html><html><head><title>微信</title></head><body></body></html>');
  const isLogin = typeof sessionOf(asked, 1101) !== 'number';
  return html(indexPage({ isLogin, host: view.url.host, mainHost: mainHost(sim) }), { headers: fresh });
}

const actions: Readonly<Record<string, PhoneAction>> = { scan: 'scan', confirm: 'confirm', cancel: 'cancel' };

function scan({ sim, view, at }: Asked): Answer {
  const code = sim.code(view.param('uuid'));
  const sent = view.request.method === 'POST' ? parseForm(view.request.body?.text() ?? '') : view.query;
  const name = sent.find((field) => field.name === 'action')?.value ?? '';
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (code && action) act(sim, code, action, at);
  return html(phonePage({ state: code?.state, isPush: code?.isPush ?? false }), { headers: fresh });
}

export const pageAnswers: Answers = { index, scan };
