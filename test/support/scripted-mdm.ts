import { type Script, type ScriptedApple, scriptedApple } from './scripted-apple.js';

/** An MDM server on loopback that says what it is told to. */
export async function scriptedMdm(script: Script): Promise<ScriptedApple> {
  const server = await scriptedApple(script, null);
  return { ...server, url: new URL(server.url).origin };
}
