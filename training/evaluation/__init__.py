"""How good a model is, measured through the same façade that the server uses.

baselines/  What the model is measured against: published ways to predict code, behind one
            interface
metrics/    One metric a file, and the query that they share
page/       docs/quality.md: goals, tables and pictures out of saved results
places/     The files and cursors that are evaluated
public/     Benchmarks that others publish figures for. Their data are never in this repository
results/    Estimates with intervals, tables and reports
studies/    Measurements made once, kept so that they can be repeated
command     `beamcoder evaluate`: the scoreboard of a model on any folder of Java files
measure     MEASURE: from an engine and files to a result; or to one that an earlier run has
            kept
runner      EXAMINE: ask every sampled place of every case, in one process or two, until the
            time is up
"""
