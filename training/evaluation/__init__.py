"""Evaluation of a model through the façade that the server uses.

baselines/  Baselines: published ways to predict code, with one interface
metrics/    Metrics, one a file, and the query that they share
page/       docs/quality.md: goals, tables and pictures from saved results
places/     Files and cursors that are evaluated
public/     Benchmarks with published figures. Their data are never in this repository
results/    Estimates with intervals, tables and reports
studies/    Studies: measurements made once, kept so that they can be repeated
command     `beamcoder evaluate`: the metrics of a model on any folder of Java files
measure     Measurement of an engine on files, with results kept by an earlier run
runner      Runner of an evaluation: every place of every case, in one process or two
"""
