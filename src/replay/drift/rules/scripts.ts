/** Conversations that the examples of several rules begin with. */
import type { Script, Timed } from './rule.ts';

export const hello: Script[number] = ['GET /news?token=t1-abc', '200 {"code":0}'];
/** The same, with the time it takes. */
export const heard = (timed: Timed): Script[number] => [hello[0], hello[1], {}, timed];
/** Somebody logs in, and asks for news with the token. */
export const login: Script = [['POST /login {"name":"ann"}', '200 {"code":0,"token":"t1-abc"}'], hello];

export const knock: Script[number] = ['POST /knock', '200 {"code":0,"ring":"r1"}'];
export const enter: Script[number] = [
  'POST /login?ring=r1 {"name":"ann"}',
  '200 {"code":0,"token":"t1-abc"}',
];
/** The same, from the door. */
export const visit: Script = [knock, enter, hello];
/** Refused at the door. */
export const refusal: Script = [knock, ['POST /login?ring=r1 {"name":"ann"}', '200 {"code":9}']];
