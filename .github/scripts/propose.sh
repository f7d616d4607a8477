#!/usr/bin/env bash
# Proposes the models of build/proposal/models.txt as the one open pull request of its kind, with the report as its
# text. Where there are none to propose, an older proposal is closed: this retraining knew of more flags.
set -euo pipefail

branch=retraining
proposal=build/proposal
open=$(gh pr list --head "$branch" --state open --json number,isCrossRepository \
  --jq '.[] | select(.isCrossRepository | not) | .number')
if [[ ! -f $proposal/models.txt ]]; then
  echo "No model is proposed."
  [[ -z $open ]] || gh pr close "$open" --delete-branch --comment "A later retraining proposes no model."
  exit
fi
git switch --create "$branch"
cp "$proposal/models.txt" .github/models.txt
git add .github/models.txt
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --message "Serve the models that passed the gate"
git push --force origin "$branch"
if [[ -n $open ]]; then
  gh pr edit "$open" --body-file "$proposal/report.md"
else
  gh pr create --base main --head "$branch" --title "Serve retrained models" --body-file "$proposal/report.md"
fi
