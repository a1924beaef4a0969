"""How fields are drawn: what a screen reader hears and where the error summary leads."""

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.template import engines
from lxml import html
from lxml.html import HtmlElement


class DateWidget(forms.MultiWidget):
    template_name = "django/forms/widgets/fuzzy_date.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()])

    def decompress(self, value: object) -> list[None]:
        return [None, None, None]


class DateField(forms.MultiValueField):
    widget = DateWidget

    def compress(self, data_list: list[str]) -> str:
        return "-".join(data_list)


def date_field() -> DateField:
    return DateField(fields=[forms.CharField(), forms.CharField(), forms.CharField()])


class PersonForm(forms.Form):
    name = forms.CharField(
        help_text="As it was written.", error_messages={"required": "Write the name."}
    )
    phone = forms.CharField(required=False)
    role = forms.ChoiceField(choices=[("me", "Myself"), ("kin", "Kin")], widget=forms.RadioSelect)
    papers = forms.MultipleChoiceField(
        choices=[("a", "Archive"), ("b", "Letter")], widget=forms.CheckboxSelectMultiple
    )
    born = date_field()
    agreed = forms.BooleanField(label="I agree")


def drawn(source: str, **context: object) -> HtmlElement:
    template = engines["django"].from_string("{% load components %}" + source)
    return html.fragment_fromstring(template.render(context), create_parent="main")


def fields_of(form: forms.Form) -> HtmlElement:
    return drawn("{% for field in form %}{{ field.as_field_group }}{% endfor %}", form=form)


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    page = fields_of(PersonForm({}))

    field = page.get_element_by_id("id_name")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "id_name_helptext id_name_error"
    assert page.get_element_by_id("id_name_helptext").text == "As it was written."
    assert page.get_element_by_id("id_name_error").text_content().split() == [
        "Error:",
        "Write",
        "the",
        "name.",
    ]
    assert page.xpath("//label[@for='id_name']")


def test_what_may_stay_empty_says_so() -> None:
    page = fields_of(PersonForm())

    assert "(optional)" in page.xpath("string(//label[@for='id_phone'])")
    assert "(optional)" not in page.xpath("string(//label[@for='id_name'])")


def test_groups_have_a_legend_and_radio_buttons_leave_the_error_to_it() -> None:
    page = fields_of(PersonForm({}))

    (radios,) = page.xpath("//fieldset[@role='radiogroup']")
    assert radios.get("aria-invalid") == "true"
    assert radios.get("aria-describedby") == "id_role_error"
    assert radios.xpath("string(legend)").strip() == "Role"
    assert not radios.xpath(".//input[@aria-invalid]")
    assert page.xpath("//input[@type='checkbox'][@aria-invalid='true']")


def test_a_date_has_three_named_fields() -> None:
    page = fields_of(PersonForm({"born_0": "25", "born_1": "3", "born_2": "1949"}))

    parts = page.xpath("//div[@class='date']//input")
    assert [part.get("value") for part in parts] == ["25", "3", "1949"]
    assert [part.get("inputmode") for part in parts] == ["numeric"] * 3
    labels = [page.xpath(f"string(//label[@for='{part.get('id')}'])") for part in parts]
    assert labels == ["Day", "Month", "Year"]


def test_every_line_of_the_summary_leads_to_a_field() -> None:
    form = PersonForm({})
    form.add_error(None, "The page was open for long.")

    page = drawn(
        "{% error_summary form %}{% for field in form %}{{ field.as_field_group }}{% endfor %}",
        form=form,
    )

    links = page.xpath("//*[@data-error-summary]//a/@href")
    assert links == ["#id_name", "#id_role_0", "#id_papers_0", "#id_born_0", "#id_agreed"]
    assert all(page.xpath(f"//input[@id='{link[1:]}']") for link in links)
    assert "The page was open for long." in page.text_content()
    assert page.xpath("string(//a[@href='#id_name'])") == "Write the name."
    assert page.xpath("string(//a[@href='#id_role_0'])") == "Role: This field is required."


def test_a_form_without_mistakes_has_no_summary() -> None:
    page = drawn("{% error_summary form missing %}", form=PersonForm())

    assert not page.xpath("//*[@data-error-summary]")


def test_the_summary_reads_formsets_too() -> None:
    people: type[BaseFormSet[PersonForm]] = formset_factory(PersonForm, extra=0)
    posted = QueryDict("form-TOTAL_FORMS=1&form-INITIAL_FORMS=1&form-0-phone=1")

    page = drawn("{% error_summary people %}", people=people(posted))

    assert "#id_form-0-name" in page.xpath("//*[@data-error-summary]//a/@href")


def test_the_only_question_of_a_page_is_its_heading() -> None:
    page = drawn("{% question form.role %}{% question form.name %}", form=PersonForm())

    assert page.xpath("string(//fieldset/legend/h1)").strip() == "Role"
    assert page.xpath("string(//h1/label[@for='id_name'])").strip() == "Name"


def test_what_was_typed_comes_back_escaped() -> None:
    page = fields_of(PersonForm({"name": '"><script>', "role": "kin"}))

    assert page.get_element_by_id("id_name").get("value") == '"><script>'
    assert page.xpath("//input[@id='id_role_1'][@checked]")
    assert not page.xpath("//script")
