/** The public API: a list of names. */
export { Client, type ClientOptions } from './client/client.ts';
export type { AnyTold, ClientEvents, Told } from './client/events.ts';
export type { SessionState } from './client/live.ts';
export type { LoginOptions, LoginWay } from './client/login.ts';
export type { Downloading, Medium, TakeBytes } from './client/media.ts';
export type { Sending } from './client/send.ts';
export {
  downloadToFile,
  mediumOfBytes,
  mediumOfFile,
  readSession,
  writeSession,
} from './client/session-file.ts';
export type { Ending } from './client/sync.ts';
export { openTransport, type Transport, type TransportOptions } from './client/transport.ts';
export { Call } from './decode/call.ts';
export { type Decoded, Decoder, type Event } from './decode/events.ts';
export { issuesOf } from './decode/issues.ts';
export { scenarioSchema, schemasFor } from './decode/schemas.ts';
export { Secrets } from './decode/secrets.ts';
export { type Timeline, TimelineBuilder } from './decode/timeline.ts';
export {
  type Binding,
  type Kind,
  type Place,
  type TracedValue,
  Tracer,
  type Transform,
  trace,
} from './decode/trace/index.ts';
export type { Effects } from './effects.ts';
export {
  DriftwireError,
  errorCodes,
  RecordingError,
  RemoteError,
  TransportError,
  UsageError,
} from './errors.ts';
export {
  Body,
  type Exchange,
  type HeaderList,
  type Send,
  type SendOptions,
  type Timing,
  type WireFailure,
  type WireRequest,
  type WireResponse,
} from './exchange.ts';
export { HarReader } from './har/read.ts';
export { HarWriter } from './har/write.ts';
export type { Answer, Backend, Damage, Moment, Release, Reply } from './protocol/backend.ts';
export type { ClientPlan, Contact, Member, Sent } from './protocol/client-plan.ts';
export { inProcess, VirtualClock } from './protocol/drive.ts';
export type { Endpoint, EventBody, Outcome, Reading } from './protocol/endpoint.ts';
export type { Field, Fields } from './protocol/field.ts';
export type { Protocol } from './protocol/protocol.ts';
export { Table } from './protocol/table.ts';
export type { Issue } from './protocol/walk.ts';
export { rows as wechatRows, wechat } from './protocol/wechat/index.ts';
export { type Authority, openAuthority } from './proxy/authority.ts';
export { isBaseline, readBaseline } from './replay/drift/baseline-file.ts';
export { compare } from './replay/drift/compare.ts';
export type { Consumer, Finding, Report, Severity } from './replay/drift/finding.ts';
export { Learner } from './replay/drift/learn.ts';
export type { Profile } from './replay/drift/profile.ts';
export { baselineText } from './replay/drift/profile-json.ts';
export { parseFault, type Strike } from './replay/faults.ts';
export { FaultyBackend } from './replay/faulty.ts';
export { serve } from './replay/listen.ts';
export { type Pace, type PollWatch, paced, parsePace } from './replay/pace.ts';
export { watchPolls } from './replay/poll-watch.ts';
export { RecordedBackend, type RecordedOptions, type Unmatched } from './replay/recorded.ts';
export { type Rerun, type RerunOptions, type RerunResult, rerun } from './replay/rerun/rerun.ts';
export type { ServeOptions, Serving, Statistics } from './replay/serving.ts';
export type { Unused } from './replay/unused.ts';
