import '@aws-amplify/ui-react-storage/styles.css';
import './portal.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const element = document.getElementById('app');
if (element !== null) {
  createRoot(element).render(<App />);
}
