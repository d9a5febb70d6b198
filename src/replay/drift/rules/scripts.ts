/** Conversations that the examples of several rules begin with. */
import type { Script } from './rule.ts';

export const hello: Script[number] = ['GET /news?token=t1-abc', '200 {"code":0}'];
/** Somebody logs in, and asks for news with the token. */
export const login: Script = [['POST /login {"name":"ann"}', '200 {"code":0,"token":"t1-abc"}'], hello];
