// The application: providers and the page of the route. Home and designer are separate lazy chunks.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { ErrorBoundary } from './error-boundary.tsx';
import { useRoute } from './router.ts';
import { SetupPage, SignInNeeded, useSignedOut } from './session.tsx';
import { EmptyState } from './ui/empty-state.tsx';
import { Toaster } from './ui/toast.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';

const HomePage = lazy(async () => ({ default: (await import('./home/home-page.tsx')).HomePage }));
const DesignerPage = lazy(async () => ({
  default: (await import('./designer/designer-page.tsx')).DesignerPage,
}));

const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: 1, staleTime: 2_000, refetchOnWindowFocus: false } },
});

/** Renders the application into the element of index.html. */
export function start(root: HTMLElement | null): void {
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          <ErrorBoundary>
            <Suspense fallback={null}>
              <Page />
            </Suspense>
          </ErrorBoundary>
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

function Page(): ReactNode {
  const route = useRoute();
  const signedOut = useSignedOut();
  if (route.page === 'setup') return <SetupPage />;
  if (signedOut) return <SignInNeeded />;
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'pipeline':
      return <DesignerPage key={route.pipelineId} pipelineId={route.pipelineId} />;
    case 'unknown':
      return (
        <main style={{ padding: 24 }}>
          <EmptyState title="No page at this address" text={<a href="/">Go to the pipelines</a>} />
        </main>
      );
  }
}
