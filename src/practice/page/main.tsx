import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createControlClient } from './state/control-client.ts';
import { createDraftStore } from './state/create-draft-store.ts';

const tokenKey = 'practice-token';
const token = new URLSearchParams(location.search).get('token') ?? sessionStorage.getItem(tokenKey) ?? '';
sessionStorage.setItem(tokenKey, token);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App client={createControlClient(token)} drafts={createDraftStore(sessionStorage)} />
    </StrictMode>,
  );
}
