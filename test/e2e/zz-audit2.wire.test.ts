import { afterEach, beforeEach, it } from 'vitest';
import { bindMainToken, type Story, startStory } from '../support/story.js';
let story: Story;
beforeEach(async () => { story = await startStory(); await bindMainToken(story); });
afterEach(() => story.stop());
for (const id of ['token-revoked', 'password-changed', 'taken-over', 'custodian-leaves', 'apple-down', 'ten-months']) {
  it(id, async () => {
    const { openWhatIf } = await import('../../src/sandbox/what-if/runner.js');
    void openWhatIf;
    const base = story.sandbox.url.replace(/\/$/, '');
    const res = await fetch(`${base}/what-if/start`, { method: 'POST', headers: { 'content-type': 'application/json', origin: new URL(base).origin }, body: JSON.stringify({ id }) });
    console.log(id, res.status, res.ok ? '' : await res.text());
    for (let i = 0; i < 300; i++) {
      const s = await (await fetch(`${base}/state`)).json();
      const run = JSON.stringify(s.whatIf?.run ?? s.whatif ?? Object.keys(s));
      if (/"state":"(done|failed|stopped)","failure"|"state":"(done|failed|stopped)","failure/.test(run) || i === 299) { console.log(id, run.slice(0, 2600)); break; }
      await new Promise((r) => setTimeout(r, 150));
    }
  }, 60_000);
}
