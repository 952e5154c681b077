import type { ServerResponse } from 'node:http';

/** The open `GET /events` streams. */
export interface Live {
  /** Keeps a stream open until its reader leaves. */
  add(response: ServerResponse): void;
  /** Tells every reader to fetch the state again; calls in quick succession are told once. */
  changed(): void;
  /** Ends every stream. */
  end(): void;
}

export function openLive(): Live {
  const readers = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  return {
    add(response) {
      readers.add(response);
      response.on('close', () => readers.delete(response));
      response.write(': open\n\n');
    },
    changed() {
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const reader of readers) reader.write('event: change\ndata: {}\n\n');
      }, 30);
    },
    end() {
      clearTimeout(timer);
      for (const reader of readers) reader.end();
      readers.clear();
    },
  };
}
