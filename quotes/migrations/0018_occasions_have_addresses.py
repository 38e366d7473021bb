"""Every occasion has an address: one made of its name and its date, and where it leads once it moved."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import quotes.models.columns
from quotes.dates.partial import parse
from quotes.editing.slugs import occasion_parts, proposed_slug

KINDS = [
    ('speaker', 'official'),
    ('outlet', 'outlet'),
    ('topic', 'topic'),
    ('source', 'source'),
    ('statement', 'statement'),
    ('occasion', 'occasion'),
]
NAMES = [name for name, _label in KINDS]


def give_addresses(apps, schema_editor):
    """In the order the occasions were made, so that namesakes are numbered by their age."""
    occasions = apps.get_model('quotes', 'Occasion').objects.order_by('pk')
    taken = set()
    for pk, name, date in occasions.values_list('pk', 'name', 'date'):
        parts = occasion_parts(name, parse(str(date)))
        slug = proposed_slug(*parts, is_taken=taken.__contains__, longest=160)
        taken.add(slug)
        occasions.filter(pk=pk).update(slug=slug)


class Migration(migrations.Migration):

    dependencies = [('quotes', '0017_figures_of_a_quantity')]

    operations = [
        migrations.AddField(
            model_name='occasion',
            name='slug',
            field=models.CharField(default='', max_length=160),
            preserve_default=False,
        ),
        migrations.RunPython(give_addresses, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='occasion',
            name='slug',
            field=models.CharField(help_text='The last part of the public address. It never changes after publication.', max_length=160, unique=True, validators=[django.core.validators.RegexValidator('^[^\\s/?#.][^\\s/?#]*$', 'This part of the address cannot contain spaces, slashes, ? or #.')], verbose_name='slug'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[^\\s/?#.][^\\s/?#]*$')), name='occasion_slug_form'),
        ),
        migrations.AddField(
            model_name='occasion',
            name='held_from',
            field=models.GeneratedField(db_persist=True, expression=quotes.models.columns.FirstDay('date'), output_field=models.DateField()),
        ),
        migrations.AddField(
            model_name='occasion',
            name='held_to',
            field=models.GeneratedField(db_persist=True, expression=quotes.models.columns.LastDay('date'), output_field=models.DateField()),
        ),
        migrations.AddIndex(
            model_name='occasion',
            index=models.Index(models.OrderBy(models.F('held_to'), descending=True), models.OrderBy(models.F('held_from'), descending=True), models.OrderBy(models.F('id'), descending=True), name='occasion_newest_first'),
        ),
        *[
            migrations.RemoveConstraint(model_name=table, name=name)
            for table, name in (
                ('merge', 'merge_kind_known'),
                ('redirect', 'redirect_kind_known'),
                ('redirect', 'redirect_to_its_kind'),
                ('redirect', 'redirect_or_gone_why'),
            )
        ],
        migrations.AddField(
            model_name='redirect',
            name='occasion',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quotes.occasion', verbose_name='occasion'),
        ),
        *[
            migrations.AlterField(
                model_name=table,
                name='kind',
                field=models.CharField(choices=KINDS, max_length=10, verbose_name='kind'),
            )
            for table in ('merge', 'redirect')
        ],
        migrations.AlterField(
            model_name='publicchange',
            name='about',
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        *[
            migrations.AddConstraint(
                model_name=table,
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', NAMES)), name=f'{table}_kind_known'),
            )
            for table in ('merge', 'redirect')
        ],
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(
                condition=models.Q(*(models.Q(('kind', name), (f'{name}__isnull', True), _connector='OR') for name in NAMES)),
                name='redirect_to_its_kind',
            ),
        ),
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(
                condition=models.Q(('reason__regex', '\\S'), *((f'{name}__isnull', False) for name in NAMES), _connector='OR'),
                name='redirect_or_gone_why',
            ),
        ),
    ]
