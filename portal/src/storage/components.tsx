import {
  componentsDefault,
  type StorageBrowserComponents,
} from '@aws-amplify/ui-react-storage/browser';

const { OverwriteToggle } = componentsDefault;

/** Replaces parts of Amplify's component by parts that people and screen readers find more easily. */
export const components: StorageBrowserComponents = {
  ...componentsDefault,
  ActionsList: ({ items, isDisabled = false, onActionSelect }) => (
    <div className="portal-actions">
      {items
        .filter((item) => item.isHidden !== true)
        .map(({ actionType, label, isDisabled: isItemDisabled = false }) => (
          <button
            key={actionType}
            type="button"
            className="portal-button"
            disabled={isDisabled || isItemDisabled}
            onClick={() => onActionSelect?.(actionType)}
          >
            {label}
          </button>
        ))}
    </div>
  ),
  OverwriteToggle: (props) => (
    <div className="portal-overwrite">{OverwriteToggle && <OverwriteToggle {...props} />}</div>
  ),
  Pagination: ({ page = 1, highestPageVisited = 1, hasNextPage = false, onPaginate }) =>
    highestPageVisited <= 1 && !hasNextPage ? null : (
      <nav className="portal-actions" aria-label="Pages of the list">
        <button
          type="button"
          className="portal-button"
          disabled={page <= 1}
          onClick={() => onPaginate?.(page - 1)}
        >
          Previous
        </button>
        <span>Page {page}</span>
        <button
          type="button"
          className="portal-button"
          disabled={page >= highestPageVisited && !hasNextPage}
          onClick={() => onPaginate?.(page + 1)}
        >
          Next
        </button>
      </nav>
    ),
  SearchField: ({ query = '', placeholder, submitLabel, onQueryChange, onSearch, onClear }) => (
    <search className="portal-actions">
      <input
        type="search"
        className="portal-search"
        aria-label={placeholder}
        placeholder={placeholder}
        value={query}
        onChange={({ target }) =>
          target.value === '' ? onClear?.() : onQueryChange?.(target.value)
        }
        onKeyUp={({ key }) => (key === 'Enter' ? onSearch?.() : undefined)}
      />
      <button type="button" className="portal-button" onClick={onSearch}>
        {submitLabel}
      </button>
    </search>
  ),
};
