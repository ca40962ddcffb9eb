import dco_portal.common.ids
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Town',
            fields=[
                ('id', models.UUIDField(default=dco_portal.common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=100)),
                ('county', models.CharField(blank=True, max_length=100)),
                ('folded', models.CharField(help_text='The name as it is looked up: lower case.', max_length=100)),
                ('local_authority_gss', models.CharField(blank=True, max_length=9)),
                ('easting', models.IntegerField()),
                ('northing', models.IntegerField()),
            ],
            options={
                'ordering': ['name', 'county'],
                'indexes': [models.Index(fields=['folded'], name='town_folded_idx')],
                'constraints': [models.UniqueConstraint(fields=('name', 'county'), name='town_once')],
            },
        ),
        migrations.AddField(
            model_name='postcode',
            name='candidates',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=9), blank=True, default=list, size=None),
        ),
        migrations.AddConstraint(
            model_name='postcode',
            constraint=models.CheckConstraint(condition=models.Q(('candidates', []), ('local_authority_gss', ''), _connector='OR'), name='postcode_one_authority_or_several'),
        ),
        migrations.AddConstraint(
            model_name='postcode',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('easting', None), ('northing', None)), models.Q(('easting__isnull', False), ('northing__isnull', False)), _connector='OR'), name='postcode_point_whole'),
        ),
    ]
