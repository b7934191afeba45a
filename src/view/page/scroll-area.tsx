import type { ComponentChildren, RefObject } from 'preact';

export interface ScrollAreaProps {
  /** For screen readers. */
  readonly label: string;
  readonly class: string;
  readonly area?: RefObject<HTMLElement | null>;
  readonly onScroll?: () => void;
  readonly children: ComponentChildren;
}

/** A part of the page that scrolls by itself, also by keyboard. */
export const ScrollArea = ({ label, class: name, area, onScroll, children }: ScrollAreaProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section class={`scroll ${name}`} aria-label={label} tabIndex={0} {...(area && { ref: area })} onScroll={onScroll}>
    {children}
  </section>
);
