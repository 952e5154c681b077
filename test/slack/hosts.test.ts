import { describe, expect, test } from 'vitest';
import { slackHosts } from '../../src/slack/hosts.js';

describe('the hosts of Slack itself', () => {
  const hosts = slackHosts();

  test.each([
    ['https://hooks.slack.com/commands/T/1/x', true],
    ['http://hooks.slack.com/commands/T/1/x', false],
    ['https://hooks.slack.com.evil.example/x', false],
    ['https://evil.example/hooks.slack.com', false],
    ['https://user@hooks.slack.com:444/x', false],
    ['https://slack.com/x', false],
    ['no address', false],
  ])('an answer may go to %s: %s', (url, expected) => {
    expect(hosts.answersAt(url)).toBe(expected);
  });

  test.each([
    ['https://files.slack.com/files-pri/T-F/download/a', true],
    ['https://files.slack.com@evil.example/a', false],
    ['https://hooks.slack.com/a', false],
  ])('the token may go to %s: %s', (url, expected) => {
    expect(hosts.keepsFilesAt(url)).toBe(expected);
  });
});

test('a stand-in keeps everything at its own host and port, and its address gets its slash', () => {
  const hosts = slackHosts('http://127.0.0.1:4711/api');
  expect(hosts.apiUrl).toBe('http://127.0.0.1:4711/api/');
  expect(hosts.answersAt('http://127.0.0.1:4711/respond/1')).toBe(true);
  expect(hosts.keepsFilesAt('http://127.0.0.1:4712/files-pri/1')).toBe(false);
  expect(hosts.answersAt('https://hooks.slack.com/x')).toBe(false);
});
