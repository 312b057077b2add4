// A VoxEngine small enough to run the generated scenario: node voxengine.mjs SCENARIO STEPS(json) → what it did, as JSON lines.
// Steps: {"http": {what: answer|null}}, {"alert": {...}}, {"call": "Connected"}, {"alt": "Failed"}, {"socket": "OPEN", "event": {...}}, {"wait": ms}
import { readFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import vm from 'node:vm';

const [file, script] = process.argv.slice(2);
const done = [];
const log = (what, ...details) => done.push([what, ...details]);
const names = new Proxy({}, { get: (_, name) => String(name) });
const emitter = (label, methods) => {
  const listeners = {};
  const it = { addEventListener: (name, work) => (listeners[name] ??= []).push(work),
    fire: (name, event = {}) => (listeners[name] ?? []).forEach((work) => work(event)) };
  for (const name of methods) it[name] = (...given) => log(`${label}.${name}`, ...given.map((g) => g?.label ?? g));
  it.label = label;
  return it;
};
const CALL = ['answer', 'reject', 'hangup', 'say', 'handleTones', 'sendMediaTo', 'sendDigits', 'stopPlayback', 'playProgressTone'];
let http = {}, customData = '', sockets = [], calls = [];
const engine = emitter('engine', []);
const secrets = { SPEAKNODE_HOOKS: 'https://v.example/hooks', SPEAKNODE_KEY: 'k' };
const context = vm.createContext({
  VoxEngine: Object.assign(engine, {
    getSecretValue: (name) => secrets[name], customData: () => customData, terminate: () => log('terminate'),
    createWebSocket: (url) => { log('socket', url); const ws = emitter('ws', ['send', 'close', 'sendMediaTo', 'clearMediaBuffer']); sockets.push(ws); return ws; },
    callPSTN: (to, from) => { log('callPSTN', to, from); const made = emitter('out', CALL); calls.push(made); return made; },
    sendMediaBetween: () => log('between'),
  }),
  AppEvents: names, CallEvents: names, WebSocketEvents: names, WebSocketAudioEncoding: names, VoiceList: { Amazon: names },
  Crypto: { hmac_sha256: (key, data) => createHmac('sha256', key).update(data).digest('hex') },
  Net: { httpRequestAsync: async (url, options) => {
    const what = url.split('/').pop(), body = JSON.parse(options.postData);
    log('ask', what, body, options.headers['X-Vox-Signature'] === createHmac('sha256', 'k').update(options.postData).digest('hex'));
    return http[what] ? { code: 200, text: JSON.stringify(http[what]) } : { code: http[what] === null ? 0 : 200, text: '{}' };
  } },
  Logger: { write: (text) => log('log', text) },
  setTimeout: (work, ms) => { const timer = setTimeout(work, Math.min(ms, ms >= 4000 ? 60000 : ms / 50)); timer.unref(); return timer; },
  clearTimeout, JSON, Object, Date, String, Error,
});
vm.runInContext(readFileSync(file, 'utf8'), context);
for (const step of JSON.parse(script)) {
  if (step.http) http = step.http;
  if (step.start !== undefined) { customData = step.start; engine.fire('Started', { sessionId: 77, accessSecureURL: 'https://c' }); }
  if (step.alert) { const incoming = emitter('call', CALL); calls.push(incoming); engine.fire('CallAlerting', { call: incoming, ...step.alert }); }
  if (step.call) calls[0].fire(step.call, step.event);
  if (step.alt) calls.at(-1).fire(step.alt, step.event);
  if (step.socket) sockets.at(-1).fire(step.socket, step.event);
  await new Promise((resolve) => setTimeout(resolve, step.wait ?? 15));
}
console.log(JSON.stringify(done));
process.exit(0);
