import { Component } from 'react';
import type { ReactNode } from 'react';
import { shellText } from '../i18n/shell.ts';
import { currentText } from '../i18n/index.ts';
import { pageStore } from '../store/page-store.ts';
import { Button } from '../ui/Button.tsx';
import styles from './shell.module.css';

interface Props {
  /** Name of the part, in the page's language. */
  part: string;
  children: ReactNode;
}

/** One broken part must not take the page with it. It is tried again when the reader asks, or changes the scenario. */
export class ErrorBoundary extends Component<Props, { message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  private stopFollowing = (): void => {};

  override componentDidMount(): void {
    this.stopFollowing = pageStore.subscribe((state, before) => {
      if (this.state.message !== null && state.document !== before.document) this.tryAgain();
    });
  }

  override componentWillUnmount(): void {
    this.stopFollowing();
  }

  private readonly tryAgain = (): void => this.setState({ message: null });

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    const text = currentText(shellText);
    return (
      <div role="alert" className={styles.broken}>
        <p>{text.broken(this.props.part)}</p>
        <code>{this.state.message}</code>
        <Button look="outlined" icon="reset" onClick={this.tryAgain}>
          {text.tryAgain}
        </Button>
      </div>
    );
  }
}
