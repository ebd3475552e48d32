import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0005_uploads'),
        ('volunteers', '0006_rarest_bits_on_top'),
    ]

    operations = [
        # The table stands already: Django made it for the field.
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='ServedWard',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='volunteers.volunteer')),
                    ('ward', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='places.ward')),
                ],
                options={
                    'db_table': 'volunteers_volunteer_serves_wards',
                    'unique_together': {('volunteer', 'ward')},
                },
            ),
            migrations.AlterField(
                model_name='volunteer',
                name='serves_wards',
                field=models.ManyToManyField(blank=True, help_text='Wards where the person would help however far they are.', related_name='willing_volunteers', through='volunteers.ServedWard', to='places.ward'),
            ),
        ]),
        migrations.AlterUniqueTogether(name='servedward', unique_together=set()),
        migrations.AlterField(
            model_name='servedward',
            name='volunteer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='volunteers.volunteer'),
        ),
        migrations.AlterField(
            model_name='servedward',
            name='ward',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='places.ward'),
        ),
        migrations.AddConstraint(
            model_name='servedward',
            constraint=models.UniqueConstraint(fields=('volunteer', 'ward'), name='a_ward_is_served_once'),
        ),
        migrations.AddIndex(
            model_name='servedward',
            index=models.Index(fields=['ward', 'volunteer'], name='served_wards_by_ward'),
        ),
    ]
