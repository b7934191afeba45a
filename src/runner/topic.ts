/** What happens in one place and is heard of in others, which are made later and which it does not know. */
export interface Topic<News extends readonly unknown[]> {
  readonly tell: (...news: News) => void;
  readonly listen: (listener: (...news: News) => void) => void;
}

/** Listeners are told in the order in which they came; what was told before they came they do not hear. */
export const createTopic = <News extends readonly unknown[]>(): Topic<News> => {
  const listeners: ((...news: News) => void)[] = [];
  return {
    tell: (...news) => {
      for (const listener of listeners) listener(...news);
    },
    listen: (listener) => void listeners.push(listener),
  };
};
